import { optionsOf } from '../../server/core/parse/shell/query.ts';
import type { Assignment, Command } from '../../server/core/parse/shell.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'static-cloud-login',
  summary: 'A script signs in to a cloud with a key that does not expire',
  severity: 'low',
  confidence: 'medium',
  profile: 'strict',
  owasp: ['CICD-SEC-6'],
  cwe: [522, 798],
  since: '0.1.0',
  fix: 'none',
  equivalents: { glsec: ['GL070'] },
  docs: `
    ## What it does
    Reports commands that sign in with a stored key: \`gcloud auth activate-service-account\`, \`gcloud … --key-file\`,
    \`aws configure set aws_secret_access_key\`, \`AWS_SECRET_ACCESS_KEY=…\` in a script, and
    \`az login --service-principal --password\`. Keys that come with a session token are left alone.

    ## Why is this bad?
    Such a key works from anywhere until someone revokes it. GitHub, GitLab and CodeBuild give jobs an identity of their own
    (OIDC, the service role) that a cloud can turn into credentials of an hour, for one repository and one branch.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    deploy:
      script:
        - gcloud auth activate-service-account --key-file "$GCP_KEY"
        - gcloud run deploy app
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    deploy:
      id_tokens:
        GCP_TOKEN: { aud: https://iam.googleapis.com/projects/123/providers/gitlab }
      script:
        - gcloud auth login --cred-file identity.json
        - gcloud run deploy app
    \`\`\`
  `,
  check: {
    script(ctx, script) {
      if (!HINT.test(script.text)) return;
      for (const command of script.commands) {
        if (!signsIn(command, script.text)) continue;
        ctx.report({
          span: script.spanOf(command),
          message: 'The key behind this never expires; let the job prove its identity (OIDC) instead.',
        });
      }
    },
  },
});

const HINT = /activate-service-account|--key-file|aws_secret_access_key|service-principal/i;

function signsIn({ name, args, assignments }: Command, text: string): boolean {
  if (assignments.some((assignment) => isStaticKey(assignment, text))) return true;
  const words = args.map((word) => word.text);
  switch (name) {
    case 'gcloud':
      return (
        words.includes('activate-service-account') || words.some((word) => /^--key-file(?:=|$)/.test(word))
      );
    case 'aws':
      return (
        words[0] === 'configure' &&
        words[1] === 'set' &&
        words.some((word) => /(?:^|\.)aws_secret_access_key$/i.test(word)) &&
        !/session_token/i.test(text)
      );
    case 'az':
      return (
        words[0] === 'login' &&
        words.includes('--service-principal') &&
        optionsOf(args, ['-p', '--password']).length > 0
      );
    default:
      return false;
  }
}

function isStaticKey({ name, value }: Assignment, text: string): boolean {
  return (
    name === 'AWS_SECRET_ACCESS_KEY' &&
    value !== undefined &&
    // What a command gives back, or an emulator takes, is no key of a person.
    value.pieces.every(({ kind }) => kind !== 'command') &&
    !/^(?:|test|dummy|local|minio\w*|fake|foo|x+)$/i.test(value.text) &&
    !/session_token/i.test(text)
  );
}
