import { matchesIn } from '../../server/core/parse/shell/text-match.ts';
import { defineRule } from '../../server/core/rule.ts';

const HINT = /from_pretrained|hf_hub_download|snapshot_download|\b(?:hf|huggingface-cli)\s+download\b/;
/** The call or command, to its end where that is on the line. */
const FETCH =
  /\b(?:from_pretrained|hf_hub_download|snapshot_download)\(\s{0,5}(?:repo_id\s{0,3}=\s{0,3})?\\?["'][A-Za-z0-9][\w-]{0,80}\/[\w.-]{1,100}\\?["'][^)\n]{0,300}\)?|\b(?:hf|huggingface-cli)\s+download\s+(?:--?[\w-]{1,30}\s+)?[A-Za-z0-9][\w-]{0,80}\/[\w.-]{1,100}[^\n|;&]{0,300}/g;
const REVISION = /\brevision\b/;

export default defineRule({
  id: 'unpinned-model',
  summary: 'A model is fetched at whatever revision is newest',
  severity: 'low',
  confidence: 'medium',
  profile: 'strict',
  owasp: ['CICD-SEC-3'],
  cwe: [829, 494],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GHA-121', 'GL-046'] },
  docs: `
    ## What it does
    Reports downloads of models and data sets of somebody's namespace from a hub (\`from_pretrained("owner/model")\`,
    \`snapshot_download\`, \`hf_hub_download\`, \`hf download owner/model\`) in scripts, where no revision is named.

    ## Why is this bad?
    The owner of a repository, or whoever takes it over, can replace the files at any time; weights in pickle files are
    code. With a commit as revision the bytes are the ones that were tested.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    evaluate:
      script:
        - hf download acme/model --local-dir model
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    evaluate:
      script:
        - hf download acme/model --revision 0123456789abcdef0123456789abcdef01234567 --local-dir model
    \`\`\`
  `,
  check: {
    script(ctx, script) {
      if (!HINT.test(script.text)) return;
      for (const { text, span } of matchesIn(script, FETCH)) {
        if (REVISION.test(text)) continue;
        ctx.report({
          span,
          message: 'This downloads whatever revision is newest; name a commit as the revision.',
        });
      }
    },
  },
});
