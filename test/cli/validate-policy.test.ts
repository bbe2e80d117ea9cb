import { expect, onTestFinished, test } from 'vitest';
import { type AwsAnswer, CREDENTIALS, startAws } from '../support/aws.ts';
import { pipewarden, pipewardenAsking, scratch } from '../support/cli.ts';

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
    },
  ],
};

/** Runs the command while this process answers as AWS would. */
async function validate(args: readonly string[], cwd: string, answer: () => AwsAnswer) {
  const server = await startAws(answer);
  onTestFinished(() => server.close());
  const result = await pipewardenAsking(['validate-policy', ...args], {
    cwd,
    env: {
      PATH: process.env.PATH,
      HOME: cwd,
      AWS_ENDPOINT_URL: server.endpoint,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
      AWS_MAX_ATTEMPTS: '1',
    },
  });
  return { ...result, requests: server.requests };
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
});
