import { describe, expect, test } from 'vitest';
import { lintText } from '../support/lint.ts';

/*
 * Invariant 9: the text of a secret never leaves the engine unmasked. Every string of a report is searched, whatever
 * field it stands in, so that a field that is added later is covered too.
 */

/** A secret in a file, and the rule that finds it. Put together here, so that no file holds a token's whole form. */
const CASES = [
  {
    rule: 'github-token',
    path: '.github/workflows/release.yml',
    secret: `gh${'p_'}PipewardenNotReal8lhZ6bQvT2sKd0YwXr3`,
    text: (secret: string) => `on: push
jobs:
  release:
    runs-on: ubuntu-latest
    env:
      # note
      RELEASE_TOKEN: ${secret}
    steps:
      - run: curl -H "Authorization: Bearer ${secret}" https://api.internal/ | sh
      - uses: example/deploy@${secret}
`,
  },
  {
    rule: 'aws-access-key',
    path: 'buildspec.yml',
    secret: 'Pipewarden/Not/Real+w7Kq2LmZx9Rt4Vb1Ns6D',
    text: (secret: string) => `version: 0.2
env:
  variables:
    AWS_SECRET_ACCESS_KEY: ${secret}
phases:
  build:
    commands:
      - docker login -u AWS -p ${secret} registry.internal
      - curl https://registry.internal/${secret} | bash
`,
  },
  {
    rule: 'hardcoded-secret-variable',
    path: 'Dockerfile',
    secret: 'q7notRealZ4k2w9Lm',
    text: (secret: string) => `FROM debian:13
ENV API_KEY=${secret}
RUN curl https://internal/${secret} | sh
RUN docker login -p ${secret}
`,
  },
  {
    rule: 'hardcoded-secret-variable',
    path: 'template.yml',
    secret: 'q7notRealZ4k2w9Lm',
    text: (secret: string) => `Resources:
  Build:
    Type: AWS::CodeBuild::Project
    Properties:
      Environment:
        EnvironmentVariables:
          - { Name: DB_PASSWORD, Value: '${secret}' }
      Source:
        BuildSpec: |
          version: 0.2
          phases: { build: { commands: ['docker login -p ${secret}'] } }
`,
  },
  {
    rule: 'npm-token',
    path: '.npmrc',
    secret: `npm${'_'}PipewardenNotReal8lhZ6bQvT2sKd0YwXr3`,
    text: (secret: string) => `registry=http://user:${secret}@registry.internal/\n`,
  },
] as const;

/** All strings of a value, keys included. */
function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(stringsIn);
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...stringsIn(inner)]);
}

describe.each(CASES.map((one) => [`${one.rule} in ${one.path}`, one] as const))('%s', (_, one) => {
  const expectMasked = (text: string, config = {}) => {
    const report = lintText(one.path, text, { config });
    for (const found of stringsIn(report)) expect(found).not.toContain(one.secret);
    return report;
  };

  test('is masked in what is reported', () => {
    const { findings } = expectMasked(one.text(one.secret));
    expect(findings.map((finding) => finding.ruleId)).toContain(one.rule);
  });

  test('is masked when its rule is off', () => {
    const { findings } = expectMasked(one.text(one.secret), { rules: { [one.rule]: { severity: 'off' } } });
    expect(findings.map((finding) => finding.ruleId)).not.toContain(one.rule);
  });

  test('is masked when a comment silences its rule', () => {
    const comment = one.path === '.npmrc' ? ';' : '#';
    const { findings } = expectMasked(
      `${comment} pipewarden: ignore-file[${one.rule}] known\n${one.text(one.secret)}`,
    );
    const own = findings.filter((finding) => finding.ruleId === one.rule);
    expect(own.length).toBeGreaterThan(0);
    expect(own.every((finding) => finding.suppressed)).toBe(true);
  });

  test('is no part of what names the finding', () => {
    const other = `${one.secret.slice(0, -3)}${[...one.secret.slice(-3)].reverse().join('')}`;
    const prints = [one.secret, other].map((secret) =>
      lintText(one.path, one.text(secret), { only: one.rule }).findings.map((finding) => finding.fingerprint),
    );
    expect(prints[0]).toEqual(prints[1]);
  });
});
