import { setInput } from '../../server/core/edit/step-input.ts';
import type { Fix, Profile } from '../../server/core/finding.ts';
import { fromHead } from '../../server/core/model/github/place.ts';
import { inputOf, linesOf, type Step } from '../../server/core/model/github/step.ts';
import { isAction, majorVersion, type RepositoryUses } from '../../server/core/model/github/uses.ts';
import { liveJobs, liveSteps } from '../../server/core/model/github/workflow.ts';
import { commandLines } from '../../server/core/parse/command-lines.ts';
import { isFenced } from '../../server/core/parse/expression.ts';
import { pairOf } from '../../server/core/parse/tree.ts';
import { type Context, defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'persisted-credentials',
  summary: 'A checkout leaves the token where later steps and artifacts can take it',
  severity: 'medium',
  confidence: 'low',
  profile: 'strict',
  earliest: 'default',
  owasp: ['CICD-SEC-6'],
  cwe: [522, 312],
  since: '0.1.0',
  fix: 'unsafe',
  online: 'more',
  equivalents: {
    zizmor: ['artipacked'],
    'pipeline-check': ['GHA-037', 'GHA-054', 'GHA-019'],
    sisakulint: ['artipacked'],
  },
  references: ['https://github.com/actions/checkout#usage'],
  docs: `
    ## What it does
    Reports \`actions/checkout\` without \`persist-credentials: false\`.

    It is in the \`default\` profile when a later step of the job uploads the whole workspace as an artifact, or an
    archive of it, because the token then leaves the job with it. Otherwise it is in \`strict\`; where \`true\` is written out, in \`audit\`.

    ## Why is this bad?
    The checkout keeps the job's token in the workspace (before version 6 in \`.git/config\`), where every later step can
    read it. An artifact of the workspace hands it to everyone who can download artifacts.

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
              name: everything
              path: .
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
            with:
              persist-credentials: false
          - uses: actions/upload-artifact@v4
            with:
              name: everything
              path: .
    \`\`\`

    ## Fix safety
    The fix is unsafe: a later step that pushes with \`git\` then has to bring its own credentials.
  `,
  check: {
    workflow(ctx, workflow) {
      for (const job of liveJobs(workflow)) checkSteps(ctx, liveSteps(job));
    },
    action(ctx, action) {
      checkSteps(
        ctx,
        action.steps.filter((step) => !step.dead),
      );
    },
  },
});

function checkSteps(ctx: Context, steps: readonly Step[]): void {
  let leaks: readonly Leak[] | undefined;
  for (const step of steps) {
    if (!isAction(step.uses, 'actions/checkout')) continue;
    const value = inputOf(step, 'persist-credentials');
    if (value?.text === 'false') continue;
    leaks ??= leaksIn(steps);
    const upload = leaks.find(({ from }) => from > step.index)?.upload;
    const refs = step.uses.isCommit ? ctx.document.refsOf(step.uses.slug) : undefined;
    const hidden = (majorVersion(step.uses, refs) ?? 0) >= 6;
    const profile: Profile =
      value?.text === 'true' ? 'audit' : upload && !(value && isFenced(value)) ? 'default' : 'strict';
    ctx.report({
      span: fromHead(ctx.source, step.node.pairs[0]!.key.span, step.uses.node.span),
      message: upload
        ? 'This leaves the token in the workspace, which a later step uploads; set `persist-credentials: false`.'
        : 'This leaves the token in the workspace for every later step; set `persist-credentials: false`.',
      related: upload?.uses
        ? [{ span: upload.uses.node.span, message: 'the workspace is uploaded here' }]
        : [],
      severity: upload ? (hidden ? 'medium' : 'high') : hidden ? 'low' : 'medium',
      confidence: upload ? 'high' : 'low',
      profile,
      fixes: () => [fixOf(ctx, step)],
    });
  }
}

/** True for an artifact of the workspace's root, where `.git` is. */
function uploadsWorkspace(step: Step): step is Step & { uses: RepositoryUses } {
  if (!isAction(step.uses, 'actions/upload-artifact')) return false;
  const path = inputOf(step, 'path');
  if (!path) return false;
  return linesOf(path).some(
    (line) =>
      /^\.{1,2}\/?$/.test(line) ||
      /^\$\{\{\s*github\.workspace\s*\}\}\/?(?:\*\*)?$/.test(line) ||
      line === './**' ||
      line === '**',
  );
}

/** An upload of the workspace, which it leaves as it is at the step of index `from`. */
interface Leak {
  readonly from: number;
  readonly upload: Step;
}

/** Every upload of the workspace's root, or of an archive of it, by the steps of a job. */
function leaksIn(steps: readonly Step[]): readonly Leak[] {
  const artifacts = steps.filter(({ uses }) => isAction(uses, 'actions/upload-artifact'));
  // No job uploads more than a handful; each archive is looked for among these.
  const few = artifacts.slice(0, MAX_ARTIFACTS);
  return steps.flatMap((step): Leak[] => {
    if (uploadsWorkspace(step)) return [{ from: step.index, upload: step }];
    const upload = few.length > 0 ? uploadedArchive(step, few) : undefined;
    return upload ? [{ from: step.index, upload }] : [];
  });
}

const MAX_ARTIFACTS = 50;

/** The step among `artifacts` that uploads an archive which a step makes of the workspace's root. */
function uploadedArchive(step: Step, artifacts: readonly Step[]): Step | undefined {
  const { run, index } = step;
  if (!run || !ARCHIVES.test(run.text) || isElsewhere(step)) return undefined;
  for (const { text } of commandLines(run.text)) {
    // In another folder the dot is not the root.
    if (/^(?:cd|pushd)\s/.test(text)) break;
    if (!ARCHIVES.test(text) || /\.git\b|--exclude-vcs|\s-C\s|--directory/.test(text)) continue;
    const archive = ARCHIVE.exec(text)?.[1];
    const upload = archive && artifacts.find((one) => one.index > index && uploads(one, archive));
    if (upload) return upload;
  }
  return undefined;
}

/** A command that packs the folder it runs in. */
const ARCHIVES =
  /\b(?:tar\s+-{0,2}\w{0,12}c|tar\s+--create|zip\s+-\w{0,12}r|7z\s+a\s)[^\n;|&]{0,300}?\s\.\/?(?=\s|$)/;
const ARCHIVE = /\s["']?(?:\.\/)?([\w./-]{1,100}\.(?:tar|tgz|tar\.\w{1,4}|zip|7z))["']?(?=\s|$)/;

/** True when the script of a step does not run in the workspace's root. */
function isElsewhere({ node, job, workflow }: Step): boolean {
  const defaults = [job?.node, workflow?.node].map(
    (head) => pairOf(pairOf(head, 'defaults')?.value, 'run')?.value,
  );
  return [node, ...defaults].some((place) => pairOf(place, 'working-directory') !== undefined);
}

function uploads(step: Step, archive: string): boolean {
  const path = inputOf(step, 'path');
  // It may have been compressed in between.
  return path !== undefined && linesOf(path).some((line) => line.replace(/^\.\//, '').startsWith(archive));
}

function fixOf(ctx: Context, step: Step): Fix | undefined {
  const edit = setInput(ctx.source, step, 'persist-credentials', 'false');
  return edit && { title: 'Set `persist-credentials: false`', safety: 'unsafe', edits: [edit] };
}
