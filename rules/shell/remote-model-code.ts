import { matchesIn } from '../../server/core/parse/shell/text-match.ts';
import { defineRule } from '../../server/core/rule.ts';

const HINT = /trust[_-]remote[_-]code/i;
const OPTION =
  /\btrust_remote_code["']?\s{0,5}[=:]\s{0,5}True\b|--trust[_-]remote[_-]code\b(?![= ](?:False|false|0)\b)/g;

export default defineRule({
  id: 'remote-model-code',
  summary: 'A model is loaded together with the code that its repository brings',
  severity: 'high',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-3'],
  cwe: [829, 494],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GHA-120', 'GL-045'] },
  docs: `
    ## What it does
    Reports \`trust_remote_code=True\` and \`--trust-remote-code\` in scripts.

    ## Why is this bad?
    The loader then runs Python files out of the model's repository, with the secrets and the token of the job. Whoever
    owns or takes over that repository decides what they do. Use a model whose architecture the library knows, or vendor
    and review the code; a pinned \`revision\` at least keeps it from changing.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      evaluate:
        runs-on: ubuntu-latest
        steps:
          - run: python -c "from transformers import AutoModel; AutoModel.from_pretrained('acme/model', trust_remote_code=True)"
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      evaluate:
        runs-on: ubuntu-latest
        steps:
          - run: python -c "from transformers import AutoModel; AutoModel.from_pretrained('acme/model', trust_remote_code=False)"
    \`\`\`
  `,
  check: {
    script(ctx, script) {
      if (!HINT.test(script.text)) return;
      for (const { span } of matchesIn(script, OPTION))
        ctx.report({
          span,
          message: 'This runs code from the model repository; use a model that needs no code of its own.',
        });
    },
  },
});
