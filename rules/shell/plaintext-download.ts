import { isLocalAddress } from '../../server/core/parse/shell/query.ts';
import { defineRule } from '../../server/core/rule.ts';

const CLIENTS =
  /^(?:curl|wget|aria2c|fetch|git|pip3?|npm|yarn|pnpm|gem|helm|iwr|irm|Invoke-WebRequest|Invoke-RestMethod|lftp|ftp|svn|go)$/;
/** Documents' own names, which nobody fetches. */
const NAMES =
  /^http:\/\/(?:www\.w3\.org|schemas\.|json-schema\.org|xmlns\.|maven\.apache\.org\/(?:POM|SETTINGS))/i;
const PRIVATE =
  /^\w+:\/\/(?:[^/@]*@)?(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|[\w-]+(?:[:/]|$)|[\w.-]+\.(?:internal|local|lan|corp|intranet|cluster\.local|svc)(?:[:/]|$))/i;

export default defineRule({
  id: 'plaintext-download',
  summary: 'A file is fetched without encryption',
  severity: 'medium',
  confidence: 'high',
  profile: 'strict',
  earliest: 'default',
  owasp: ['CICD-SEC-3', 'CICD-SEC-9'],
  cwe: [319],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GHA-018', 'GL-018'], glsec: ['GL016', 'GL040'] },
  docs: `
    ## What it does
    Reports \`http://\` and \`ftp://\` addresses of \`curl\`, \`wget\`, \`git clone\`, \`pip\` and their like, in variables, and
    in \`include: remote\`. Addresses of the machine itself are left alone; those inside a private network are low.

    ## Why is this bad?
    Anyone between the job and the server can read the request and replace the answer.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    fetch:
      script:
        - wget http://files.example.com/tool.tar.gz
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    fetch:
      script:
        - wget https://files.example.com/tool.tar.gz
    \`\`\`
  `,
  check: {
    script(ctx, script) {
      if (!/\b(?:http|ftp):\/\//i.test(script.text)) return;
      for (const command of script.commands) {
        if (!CLIENTS.test(command.name)) continue;
        const word = command.args.find(({ text }) => isPlain(text.replace(/^--?[\w-]+=/, '')));
        if (word) ctx.report({ span: script.spanOf(word), ...verdict(word.text) });
      }
    },
    'environment-variable'(ctx, { value, valueSpan }) {
      if (isPlain(value) && !/\s/.test(value))
        ctx.report({ span: valueSpan, ...verdict(value), confidence: 'medium' });
    },
    gitlab(ctx, { includes }) {
      for (const { kind, target } of includes)
        if (kind === 'remote' && isPlain(target.text))
          ctx.report({ span: target.span, ...verdict(target.text), profile: 'default' });
    },
  },
});

function isPlain(address: string): boolean {
  return /^(?:http|ftp):\/\/./i.test(address) && !isLocalAddress(address) && !NAMES.test(address);
}

function verdict(address: string): { message: string; severity?: 'low' } {
  return {
    message: 'What is fetched here can be read and replaced on its way; use an encrypted address.',
    ...(PRIVATE.test(address) && { severity: 'low' }),
  };
}
