import { spawn } from 'node:child_process';
<<<<<<< HEAD
import { afterEach, describe, expect, test } from 'vitest';
import { type AwsAnswer, type AwsRequest, type AwsServer, CREDENTIALS, startAws } from '../support/aws.ts';
import { CLI, scratch } from '../support/cli.ts';

let server: AwsServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

const POLICY = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'iam:PassRole', Resource: '*' }],
};

const FINDING = {
  findingDetails: 'Using a wildcard in the resource is overly permissive.',
  findingType: 'SECURITY_WARNING',
  issueCode: 'PASS_ROLE_WITH_STAR_IN_RESOURCE',
  learnMoreLink:
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
  locations: [
    {
      path: [{ value: 'Statement' }, { index: 0 }, { value: 'Resource' }],
      span: { start: { line: 1, column: 98, offset: 98 }, end: { line: 1, column: 101, offset: 101 } },
=======
import { expect, onTestFinished, test } from 'vitest';
import { type AwsAnswer, CREDENTIALS, startAws } from '../support/aws.ts';
import { CLI, pipewarden, scratch } from '../support/cli.ts';

const POLICY = `{
  "Version": "2012-10-17",
  "Statement": [{ "Effect": "Allow", "Action": "iam:PassRole", "Resource": "*" }]
}
`;

const FINDING = {
  findingDetails:
    'Using the iam:PassRole action with wildcards (*) in the resource can be overly permissive.',
  findingType: 'SECURITY_WARNING',
  issueCode: 'PASS_ROLE_WITH_STAR_IN_RESOURCE',
  learnMoreLink: 'https://docs.aws.amazon.com/x',
  locations: [
    {
      path: [{ value: 'Statement' }, { index: 0 }, { value: 'Resource' }],
      span: { start: { line: 3, column: 72, offset: 100 }, end: { line: 3, column: 75, offset: 103 } },
>>>>>>> cli
    },
  ],
};

<<<<<<< HEAD
/** Runs the command against a local server that answers for AWS; the process must not block this one. */
async function validate(args: readonly string[], answer: (request: AwsRequest) => AwsAnswer) {
  server = await startAws(answer);
  const folder = scratch({ 'policy.json': JSON.stringify(POLICY), 'notes.txt': 'no policy\n' });
  const child = spawn(process.execPath, [CLI, 'validate-policy', ...args], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      AWS_REGION: 'eu-central-1',
      AWS_ENDPOINT_URL: server.endpoint,
=======
/** Runs the command while this process answers as AWS would. */
async function validate(args: readonly string[], cwd: string, answer: () => AwsAnswer) {
  const server = await startAws(answer);
  onTestFinished(() => server.close());
  const child = spawn(process.execPath, [CLI, 'validate-policy', ...args], {
    cwd,
    env: {
      PATH: process.env.PATH,
      HOME: cwd,
      AWS_ENDPOINT_URL: server.endpoint,
      AWS_REGION: 'eu-central-1',
>>>>>>> cli
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
      AWS_MAX_ATTEMPTS: '1',
    },
  });
  let [stdout, stderr] = ['', ''];
<<<<<<< HEAD
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const status = await new Promise((resolve) => child.on('close', resolve));
  return { status, stdout, stderr };
}

describe('validate-policy', () => {
  test('reports what AWS finds, on the policy, as check does', async () => {
    const answer = ({ signed }: AwsRequest) => ({
      status: signed ? 200 : 403,
      body: { findings: [FINDING] },
    });
    const { status, stdout } = await validate(['--format', 'json', 'policy.json'], answer);
    expect(status).toBe(1);
    const [finding] = JSON.parse(stdout).findings;
    expect(finding.ruleId).toBe('PASS_ROLE_WITH_STAR_IN_RESOURCE');
    const { start, end } = finding.range;
    expect(JSON.stringify(POLICY).slice(start.offset, end.offset)).toBe('"*"');
    expect(JSON.parse(server!.requests[0]!.body).policyType).toBe('IDENTITY_POLICY');
  });

  test('takes the type of the policy from the command line', async () => {
    const { status, stderr } = await validate(['--type', 'scp', 'policy.json'], () => ({
      body: { findings: [] },
    }));
    expect([status, stderr]).toEqual([0, '']);
    expect(JSON.parse(server!.requests[0]!.body).policyType).toBe('SERVICE_CONTROL_POLICY');
  });

  test('says in a line why AWS refused, and that a file has no policy', async () => {
    const denied = { status: 403, error: 'AccessDeniedException', body: { message: 'no' } };
    const { status, stderr, stdout } = await validate(['policy.json', 'notes.txt'], () => denied);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^pipewarden: policy\.json: .*access-analyzer:ValidatePolicy.*\n/);
    expect(stderr).toContain('pipewarden: notes.txt: there is no IAM policy in it');
    expect(stdout + stderr).not.toContain(CREDENTIALS.secretAccessKey);
  });
=======
  child.stdout.on('data', (data) => {
    stdout += data;
  });
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { status, stdout, stderr, requests: server.requests };
}

test('shows the findings of Access Analyzer on the lines of the policy', async () => {
  const folder = scratch({ 'policy.json': POLICY });
  const { status, stdout, requests } = await validate(['policy.json'], folder, () => ({
    body: { findings: [FINDING] },
  }));
  expect(requests).toHaveLength(1);
  expect(stdout).toContain('medium[PASS_ROLE_WITH_STAR_IN_RESOURCE]: Using the iam:PassRole action');
  expect(stdout).toContain('--> policy.json:3:');
  expect(stdout).toMatch(/\n +\| +\^\^\^\n/);
  expect(status).toBe(1);
  const json = await validate(['--format', 'json', '--fail-on', 'high', 'policy.json'], folder, () => ({
    body: { findings: [FINDING] },
  }));
  expect(JSON.parse(json.stdout).findings[0]).toMatchObject({
    ruleId: FINDING.issueCode,
    path: 'policy.json',
  });
  expect(json.status).toBe(0);
});

test('says in one line why there is no verdict', async () => {
  const folder = scratch({ 'policy.json': POLICY, 'notes.txt': 'none\n' });
  const denied = await validate(['policy.json'], folder, () => ({
    status: 403,
    error: 'AccessDeniedException',
    body: { message: 'no' },
  }));
  expect(denied.stderr).toMatch(/^pipewarden: .*access-analyzer:ValidatePolicy.*\n$/);
  expect(denied.stderr).not.toContain(CREDENTIALS.secretAccessKey);
  expect(denied.status).toBe(2);
  expect(pipewarden(['validate-policy']).status).toBe(2);
  expect(pipewarden(['validate-policy', 'notes.txt'], { cwd: folder }).stderr).toContain('no IAM policy');
  expect(pipewarden(['validate-policy', '--type', 'trsut', 'policy.json'], { cwd: folder }).stderr).toContain(
    'did you mean `trust`?',
  );
>>>>>>> cli
});
