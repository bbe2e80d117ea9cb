import { matchesIn } from '../../server/core/parse/shell/text-match.ts';
import { defineRule } from '../../server/core/rule.ts';

const HINT = /weights_only|allow_pickle|\b(?:torch|pickle|joblib|dill|cloudpickle)\.loads?\b/;
const OPT_IN = /\bweights_only\s{0,3}=\s{0,3}False\b|\ballow_pickle\s{0,3}=\s{0,3}True\b/g;
const SAFE = /\bweights_only\s{0,3}=\s{0,3}True\b|\bsafetensors\b|\bsafe_open\b/;
const LOADER_HINT = /\b(?:torch|pickle|joblib|dill|cloudpickle)\.loads?\(/;
const LOADER = /\b(?:torch|pickle|joblib|dill|cloudpickle)\.loads?\([^)\n]{0,200}\)?/g;
const FETCH =
  /\b(?:curl|wget|hf_hub_download|snapshot_download|urlretrieve|urlopen|gsutil)\b|\b(?:hf|huggingface-cli)\s+download\b|\brequests\.get\b|\baws\s+s3\s+(?:cp|sync)\b/;

export default defineRule({
  id: 'unsafe-deserialization',
  summary: 'Downloaded data is loaded by a format that can run code',
  severity: 'high',
  confidence: 'medium',
  profile: 'strict',
  owasp: ['CICD-SEC-3', 'CICD-SEC-9'],
  cwe: [502, 494],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GHA-122', 'GL-047'] },
  docs: `
    ## What it does
    Reports \`weights_only=False\` and \`allow_pickle=True\`, and \`torch.load\`, \`pickle.load\` or \`joblib.load\` in a script that
    downloads something, unless it asks for \`weights_only=True\`.

    ## Why is this bad?
    A pickle is a program: loading it runs what its author put in. What came over the network may not be from whom it is
    said to be. Use \`safetensors\`, or \`weights_only=True\`, and check a checksum first.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    evaluate:
      script:
        - |
          curl -fsSLo model.pt https://models.example.com/model.pt
          python -c "import torch; torch.load('model.pt')"
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    evaluate:
      script:
        - |
          curl -fsSLo model.pt https://models.example.com/model.pt
          python -c "import torch; torch.load('model.pt', weights_only=True)"
    \`\`\`
  `,
  check: {
    script(ctx, script) {
      if (!HINT.test(script.text)) return;
      let reported = false;
      for (const { span } of matchesIn(script, OPT_IN)) {
        reported = true;
        ctx.report({
          span,
          message: 'This lets the file run code while it is loaded; load weights or arrays only.',
        });
      }
      if (reported || SAFE.test(script.text) || !LOADER_HINT.test(script.text)) return;
      if (!script.unit.has(FETCH)) return;
      for (const { span } of matchesIn(script, LOADER))
        ctx.report({
          span,
          message:
            'A pickle runs code while it is loaded, and this job downloads; use safetensors or weights only.',
        });
    },
  },
});
