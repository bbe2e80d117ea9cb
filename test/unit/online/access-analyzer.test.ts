import { afterEach, describe, expect, test } from 'vitest';
import { classify } from '../../../server/core/classify.ts';
import { Document } from '../../../server/core/document.ts';
import { Source } from '../../../server/core/text/source.ts';
import { validatePolicies } from '../../../server/online/access-analyzer.ts';
import type { AccessAnalyzerOptions } from '../../../server/online/validation.ts';
import { type AwsAnswer, type AwsRequest, type AwsServer, CREDENTIALS, startAws } from '../../support/aws.ts';

let server: AwsServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const POLICY = `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["s3:GetObject", "iam:PassRole"],
      "Resource": "*"
    }
  ]
}
`;

const TEMPLATE = `AWSTemplateFormatVersion: '2010-09-09'
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: 2012-10-17
        Statement:
          - Effect: Allow
            Principal: { Service: codebuild.amazonaws.com }
            Action: sts:AssumeRole
            Condition: { StringEquals: { aws:SourceAccount: !Ref AWS::AccountId } }
      Policies:
        - PolicyName: known
          PolicyDocument:
            Version: '2012-10-17'
            Statement:
              - Effect: Allow
                Action: iam:PassRole
                Resource: !Sub arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/*
        - PolicyName: unknown
          PolicyDocument:
            Version: '2012-10-17'
            Statement:
              - Effect: Allow
                Action: s3:GetObject
                Resource: !GetAtt Bucket.Arn
`;

function documentOf(path: string, text: string): Document {
  return new Document(new Source(path, text), classify(path, text)!);
}

function finding(code: string, path: readonly unknown[], start = 0, end = 0) {
  const position = (offset: number) => ({ line: 1, column: offset, offset });
  return {
    findingDetails: `details of ${code}`,
    findingType: 'SECURITY_WARNING',
    issueCode: code,
    learnMoreLink: `https://docs.aws.amazon.com/#${code}`,
    locations: [{ path, span: { start: position(start), end: position(end) } }],
  };
}

async function validate(
  document: Document,
  answer: (request: AwsRequest, index: number) => AwsAnswer,
  options: AccessAnalyzerOptions = {},
) {
  server = await startAws(answer);
  return validatePolicies(document, {
    region: 'eu-central-1',
    endpoint: server.endpoint,
    credentials: CREDENTIALS,
    maxAttempts: 2,
    ...options,
  });
}

describe('a policy of its own', () => {
  test('is sent as it stands, signed, and all pages are read', async () => {
    const result = await validate(documentOf('policy.json', POLICY), ({ url }) =>
      url.searchParams.get('nextToken') === 'second page'
        ? {
            body: { findings: [finding('B', [{ value: 'Statement' }, { index: 0 }, { value: 'Resource' }])] },
          }
        : {
            body: {
              findings: [
                finding('A', [{ value: 'Statement' }, { index: 0 }, { value: 'Action' }, { index: 1 }]),
                finding('WHOLE', []),
              ],
              nextToken: 'second page',
            },
          },
    );
    const [first, second] = server!.requests;
    expect(server!.requests).toHaveLength(2);
    expect(first).toMatchObject({ method: 'POST', signed: true });
    expect(first!.url.pathname).toBe('/policy/validation');
    expect(first!.headers.authorization).toContain('/eu-central-1/access-analyzer/aws4_request');
    expect(JSON.parse(first!.body)).toEqual({ policyDocument: POLICY.trim(), policyType: 'IDENTITY_POLICY' });
    expect(second).toMatchObject({ signed: true });
    expect(result.region).toBe('eu-central-1');
    const found = result.policies[0]!.findings;
    expect(
      found.map(({ code, range }) => [code, range.start.line, range.start.column, range.end.column]),
    ).toEqual([
      ['A', 6, 34, 48],
      ['WHOLE', 1, 1, 2],
      ['B', 7, 19, 22],
    ]);
    expect(found[0]).toMatchObject({ type: 'SECURITY_WARNING', severity: 'medium', message: 'details of A' });
  });

  test('falls back to offsets where the path leads nowhere', async () => {
    const text = `\uFEFF{ "Policy": ${POLICY.trim()} }`;
    const at = POLICY.indexOf('"Effect"');
    const result = await validate(documentOf('policy.json', text), () => ({
      body: { findings: [finding('X', [{ value: 'Nowhere' }], at, at + 8)] },
    }));
    const { start, end } = result.policies[0]!.findings[0]!.range;
    expect(text.slice(start.offset, end.offset)).toBe('"Effect"');
  });

  test('points at keys and at parts of strings', async () => {
    const text = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Deny',
          Action: 's3:*',
          Resource: 'arn:aws:s3:::"\u00e9"-x',
          Condition: { Bool: { 'aws:SecureTransport': false } },
        },
      ],
    });
    const inStatement = [{ value: 'Statement' }, { index: 0 }];
    const result = await validate(documentOf('policy.json', text), () => ({
      body: {
        findings: [
          finding('KEY', [
            ...inStatement,
            { value: 'Condition' },
            { value: 'Bool' },
            { key: 'aws:SecureTransport' },
          ]),
          finding('PART', [...inStatement, { value: 'Resource' }, { substring: { start: 13, length: 3 } }]),
        ],
      },
    }));
    const spans = result.policies[0]!.findings.map(({ range }) =>
      text.slice(range.start.offset, range.end.offset),
    );
    expect(spans).toEqual(['"aws:SecureTransport"', '\\"\u00e9\\"']);
  });
});

describe('policies of a template', () => {
  test('are rebuilt as JSON, and findings point into the template', async () => {
    const document = documentOf('role.yml', TEMPLATE);
    const result = await validate(document, ({ body }) => {
      const { policyType } = JSON.parse(body) as { policyType: string };
      return {
        body: {
          findings:
            policyType === 'IDENTITY_POLICY'
              ? [finding('PASS', [{ value: 'Statement' }, { index: 0 }, { value: 'Resource' }])]
              : [],
        },
      };
    });
    const sent = server!.requests.map(({ body }) => JSON.parse(body) as Record<string, string>);
    const trust = sent.find(({ policyType }) => policyType === 'RESOURCE_POLICY')!;
    expect(trust.validatePolicyResourceType).toBe('AWS::IAM::AssumeRolePolicyDocument');
    expect(JSON.parse(trust.policyDocument!)).toMatchObject({
      Version: '2012-10-17',
      Statement: [{ Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } } }],
    });
    const known = sent.find(({ policyType }) => policyType === 'IDENTITY_POLICY')!;
    expect(known.policyDocument).toContain('"Resource":"arn:aws:iam::111122223333:role/*"');
    expect(result.policies.map(({ policyType, findings }) => [policyType, findings.length])).toEqual([
      ['trust', 0],
      ['identity', 1],
      ['identity', 0],
    ]);
    const { start, end } = result.policies[1]!.findings[0]!.range;
    expect(TEMPLATE.slice(start.offset, end.offset)).toContain('role/*');
    expect(start.line).toBe(20);
  });

  test('are left out, with the reason, where a function gives an unknown value', async () => {
    const result = await validate(documentOf('role.yml', TEMPLATE), () => ({ body: { findings: [] } }));
    expect(server!.requests).toHaveLength(2);
    expect(result.policies[2]!.skipped).toMatchObject({
      reason: '`Fn::GetAtt Bucket.Arn` is only known when the template is deployed',
      range: { start: { line: 27 } },
    });
  });

  test('can be chosen by an offset', async () => {
    const offset = TEMPLATE.indexOf('iam:PassRole');
    const result = await validate(documentOf('role.yml', TEMPLATE), () => ({ body: { findings: [] } }), {
      offset,
    });
    expect(result.policies).toHaveLength(1);
  });
});

describe('errors are said in plain words', () => {
  const document = documentOf('policy.json', POLICY);

  test.each([
    [403, 'AccessDeniedException', 'denied', /access-analyzer:ValidatePolicy/],
    [403, 'UnrecognizedClientException', 'denied', /access key/],
    [403, 'ExpiredTokenException', 'expired-credentials', /aws sso login/],
    [400, 'ValidationException', 'rejected', /cannot read the policy/],
    [500, 'InternalServerException', 'service', /InternalServerException/],
  ])('%i %s', async (status, error, kind, words) => {
    const rejection = validate(document, () => ({ status, error, body: { message: 'told by the server' } }));
    await expect(rejection).rejects.toMatchObject({ kind, message: expect.stringMatching(words) });
    await expect(rejection).rejects.not.toMatchObject({ message: expect.stringContaining('wJalr') });
  });

  test('throttling is tried again, then told', async () => {
    const answer: AwsAnswer = { status: 429, error: 'ThrottlingException', body: { message: 'slow down' } };
    const result = await validate(document, (_, index) =>
      index === 0 ? answer : { body: { findings: [] } },
    );
    expect(result.policies[0]!.findings).toEqual([]);
    expect(server!.requests).toHaveLength(2);
    await server!.close();
    await expect(validate(document, () => answer)).rejects.toMatchObject({ kind: 'throttled' });
    expect(server!.requests).toHaveLength(2);
  });

  test('no network', async () => {
    const closed = await startAws(() => ({ body: {} }));
    await closed.close();
    const options = {
      region: 'eu-central-1',
      endpoint: closed.endpoint,
      credentials: CREDENTIALS,
      maxAttempts: 1,
    };
    await expect(validatePolicies(document, options)).rejects.toMatchObject({
      kind: 'network',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });

  test('a region that is none never reaches the network', async () => {
    await expect(
      validatePolicies(document, { region: 'evil.example/', credentials: CREDENTIALS }),
    ).rejects.toMatchObject({ kind: 'bad-region' });
  });

  test('no credentials', async () => {
    const before = { ...process.env };
    for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
    Object.assign(process.env, {
      AWS_CONFIG_FILE: '/nonexistent/config',
      AWS_SHARED_CREDENTIALS_FILE: '/nonexistent/credentials',
      AWS_EC2_METADATA_DISABLED: 'true',
    });
    try {
      server = await startAws(() => ({ body: { findings: [] } }));
      const options = { region: 'eu-central-1', endpoint: server.endpoint };
      await expect(validatePolicies(document, options)).rejects.toMatchObject({ kind: 'no-credentials' });
      await expect(
        validatePolicies(document, { endpoint: server.endpoint, credentials: CREDENTIALS }),
      ).rejects.toMatchObject({
        kind: 'no-region',
      });
      expect(server.requests).toHaveLength(0);
    } finally {
      process.env = before;
    }
  });

  test('an abort ends the request that is under way', async () => {
    const controller = new AbortController();
    const answer = (): AwsAnswer => {
      setTimeout(() => controller.abort(), 10);
      return { body: {}, hang: true };
    };
    await expect(validate(document, answer, { signal: controller.signal })).rejects.toMatchObject({
      kind: 'aborted',
    });
  });

  test('a policy that is too large is not sent', async () => {
    const text = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: ['x'.repeat(33_000)] }],
    });
    const result = await validate(documentOf('policy.json', text), () => ({ body: { findings: [] } }));
    expect(result.policies[0]!.skipped?.reason).toContain('32768');
    expect(server!.requests).toHaveLength(0);
  });
});
