import { uploadedPaths } from '../../server/core/model/github/artifact.ts';
import { inputOf, type Step } from '../../server/core/model/github/step.ts';
import {
  isAction,
  majorVersion,
  type RepositoryUses,
  versionOf,
} from '../../server/core/model/github/uses.ts';
import { liveJobs, liveSteps } from '../../server/core/model/github/workflow.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'sensitive-artifact',
  summary: 'An artifact takes in files that hold credentials',
  severity: 'high',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-6'],
  cwe: [312, 538],
  since: '0.1.0',
  fix: 'none',
  equivalents: {
    'pipeline-check': ['GHA-066', 'GHA-019'],
    zizmor: ['artipacked'],
    sisakulint: ['secrets-in-artifacts', 'artipacked'],
  },
  references: [
    'https://unit42.paloaltonetworks.com/github-repo-artifacts-leak-tokens/',
    'https://github.com/actions/upload-artifact#uploading-hidden-files',
  ],
  docs: `
    ## What it does
    Reports \`actions/upload-artifact\` with a path of credentials (\`.git\`, \`.env\`, \`.npmrc\`, \`.aws\`, \`.ssh\`, private keys), and
    with the whole workspace when hidden files go along and \`actions/checkout\` has left its token in \`.git\`. In the
    \`strict\` profile it also has the whole workspace where hidden files are left out today, and versions before 4 with any
    path, which take hidden files in without being asked.

    ## Why is this bad?
    Whoever may read the repository may download its artifacts, which is everybody for a public one. A token in
    \`.git/config\` works while the run goes on, an \`.env\` file for longer.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - uses: actions/checkout@v4
          - uses: actions/upload-artifact@v4
            with:
              path: .
              include-hidden-files: true
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - uses: actions/checkout@v4
          - uses: actions/upload-artifact@v4
            with:
              path: dist
    \`\`\`
  `,
  check: {
    workflow(ctx, workflow) {
      for (const job of liveJobs(workflow)) {
        const steps = liveSteps(job);
        for (const step of steps) {
          if (!isAction(step.uses, 'actions/upload-artifact')) continue;
          const paths = uploadedPaths(step);
          const left = paths.filter(({ text }) => text.startsWith('!')).map(({ text }) => text);
          const hidden = hiddenFiles(step, step.uses);
          for (const { text, node, from } of paths) {
            if (text.startsWith('!')) continue;
            const span = node.map.span(from, from + text.length);
            if (SENSITIVE.test(text)) {
              ctx.report({
                span,
                message: 'Files like this hold credentials; leave them out of the artifact.',
              });
            } else if (WORKSPACE.test(text) && !left.some((path) => /\.git\b/.test(path))) {
              if (!leavesToken(steps, step)) continue;
              const sure = hidden === 'yes';
              ctx.report({
                span,
                message: sure
                  ? 'This takes in `.git` with the token of the checkout; name the files that are needed.'
                  : 'The token of the checkout is one option away from this artifact; name the files that are needed.',
                ...(!sure && { severity: 'low', confidence: 'medium', profile: 'strict' }),
              });
            } else if (
              hidden === 'yes' &&
              !inputOf(step, 'include-hidden-files') &&
              /^[^/~$.]*\/?$|^[^/~$].*\/$/.test(text)
            ) {
              // Files that are named, and folders elsewhere, are what somebody thought of.
              ctx.report({
                span,
                message:
                  'Hidden files go along, `.env` and the like too; say `include-hidden-files: false`, or take version 4.',
                severity: 'low',
                confidence: 'low',
                profile: 'strict',
              });
            }
          }
        }
      }
    },
  },
});

const SENSITIVE =
  /(?:^|\/)(?:\.git(?:\/(?:config|\*{1,2})?)?|\.env(?:\.(?!example|sample|template|dist)\w+)?|\.npmrc|\.pypirc|\.netrc|\.(?:aws|ssh|kube|docker|gnupg)(?:\/.*)?|id_(?:rsa|ed25519|ecdsa)|\.git-credentials|[\w.-]*\.(?:pem|p12|pfx|jks|keystore)|terraform\.tfstate(?:\.backup)?)$/i;
const WORKSPACE =
  /^(?:\.\/?|\*{1,2}(?:\/\*{1,2})?|\.\/\*{1,2}(?:\/\*{1,2})?|\$\{\{\s*(?:github\.workspace|env\.GITHUB_WORKSPACE)\s*\}\}(?:\/(?:\*{1,2})?)?)$/i;

/** Whether hidden files go along: asked for, or by default before 4.4. */
function hiddenFiles(step: Step, uses: RepositoryUses): 'yes' | 'no' {
  const input = inputOf(step, 'include-hidden-files')?.text.trim();
  if (input !== undefined) return input === 'true' ? 'yes' : 'no';
  const major = majorVersion(uses);
  if (major === undefined) return 'no';
  if (major < 4) return 'yes';
  const [, minor] = versionOf(uses.ref) ?? [];
  return major === 4 && minor !== undefined && minor < 4 ? 'yes' : 'no';
}

/** True when a checkout before the upload keeps its token in `.git`. */
function leavesToken(steps: readonly Step[], upload: Step): boolean {
  return steps.some(
    (step) =>
      step.index < upload.index &&
      isAction(step.uses, 'actions/checkout') &&
      inputOf(step, 'persist-credentials')?.text.trim() !== 'false',
  );
}
