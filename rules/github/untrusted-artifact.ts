import { type ArtifactDownload, downloadOf } from '../../server/core/model/github/artifact.ts';
import { stepEvents } from '../../server/core/model/github/events.ts';
import { runsCheckedOutCode } from '../../server/core/model/github/execution.ts';
import type { Step } from '../../server/core/model/github/step.ts';
import { isAction } from '../../server/core/model/github/uses.ts';
import { liveJobs, liveSteps, type Workflow } from '../../server/core/model/github/workflow.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'untrusted-artifact',
  summary: 'The artifact of a run that strangers caused is unpacked over the files of a privileged job',
  severity: 'high',
  confidence: 'medium',
  profile: 'default',
  owasp: ['CICD-SEC-4', 'CICD-SEC-9'],
  cwe: [829, 349],
  since: '0.1.0',
  fix: 'none',
  equivalents: {
    'pipeline-check': ['GHA-009'],
    sisakulint: ['artifact-poisoning-critical', 'artifact-poisoning-medium'],
  },
  references: ['https://securitylab.github.com/resources/github-actions-preventing-pwn-requests/'],
  docs: `
    ## What it does
    Reports steps that download an artifact of another run into the workspace, on \`workflow_run\` and other events that
    anyone can cause with the repository's privileges: \`actions/download-artifact\` with \`run-id\`,
    \`dawidd6/action-download-artifact\`, \`gh run download\`, \`downloadArtifact\` in a script. In the \`default\` profile when a
    later step runs a build tool, a script or an action of the workspace; in \`strict\` otherwise. A folder of its own
    under \`runner.temp\` or \`/tmp\` is accepted, and so is a condition that only lets runs of the repository's own branches
    through (\`github.event.workflow_run.event == 'push'\`).

    ## Why is this bad?
    The run on the pull request was the stranger's, and so is each file in its artifact. Over the checked out files, one
    named like a script, a configuration or a module of the build is run in place of yours, next to secrets.

    ## Example
    \`\`\`yaml bad .github/workflows/report.yml
    on:
      workflow_run:
        workflows: [test]
    permissions: {}
    jobs:
      report:
        runs-on: ubuntu-latest
        steps:
          - uses: actions/checkout@v4
          - uses: actions/download-artifact@v4
            with:
              name: coverage
              run-id: \${{ github.event.workflow_run.id }}
          - run: npm run report
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/report.yml
    on:
      workflow_run:
        workflows: [test]
    permissions: {}
    jobs:
      report:
        runs-on: ubuntu-latest
        steps:
          - uses: actions/checkout@v4
          - uses: actions/download-artifact@v4
            with:
              name: coverage
              run-id: \${{ github.event.workflow_run.id }}
              path: \${{ runner.temp }}/coverage
          - run: npm run report -- "$RUNNER_TEMP/coverage"
    \`\`\`
  `,
  check: {
    workflow(ctx, workflow) {
      if (!workflow.triggers.list.some(({ event }) => OPEN.has(event))) return;
      for (const job of liveJobs(workflow)) {
        const steps = liveSteps(job);
        for (const step of steps) {
          const download = downloadOf(step);
          if (
            !download ||
            isApart(download) ||
            !stepEvents(step).some((event) => OPEN.has(event)) ||
            isOwnRun(step)
          )
            continue;
          // An artifact of the own run comes from a job of this workflow; with none, it was meant to come from elsewhere.
          if (!download.otherRun && uploads(workflow)) continue;
          const runs = steps.some((later) => later.index >= step.index && isRunOf(later, download));
          ctx.report({
            span: download.node.map.span(download.from, download.to),
            message: runs
              ? "A stranger's run made these files, and a later step runs what lies there; unpack below `runner.temp`."
              : "A stranger's run made these files; unpack them into a folder below `runner.temp`, as data.",
            ...(!(runs && download.otherRun) && {
              // In a folder of its own it lies on top of nothing.
              severity: download.folder === undefined ? 'medium' : 'low',
              confidence: 'low',
              profile: 'strict',
            }),
          });
        }
      }
    },
  },
});

const OPEN: ReadonlySet<string> = new Set(['workflow_run', 'pull_request_target', 'issue_comment', 'issues']);

/** True when only runs of the repository's own branches get through. */
function isOwnRun({ condition, job }: Step): boolean {
  return [condition, job?.condition].some((each) =>
    /workflow_run\.event\s{0,9}(?:==\s{0,9}'(?:push|schedule|workflow_dispatch|release)'|!=\s{0,9}'pull_request')|workflow_run\.head_repository\.(?:full_name|fork|owner)/.test(
      each?.node.text ?? '',
    ),
  );
}

/** True for a folder outside of the workspace. */
function isApart({ folder }: ArtifactDownload): boolean {
  return (
    folder !== undefined &&
    /^\s*(?:\$\{\{\s*(?:runner\.temp|env\.RUNNER_TEMP)\s*\}\}|\$\{?RUNNER_TEMP\b|\/tmp\b|\/var\/tmp\b|\$\{process\.env\.RUNNER_TEMP\})/i.test(
      folder,
    )
  );
}

/** A folder of its own in the workspace keeps the names apart; only what is run in there counts. */
function isRunOf(step: Step, { folder }: ArtifactDownload): boolean {
  const own = folder?.trim().replace(/^\.\/|\/$/g, '');
  return runsCheckedOutCode(
    step,
    own === '' || own === '.' || own?.includes('${{') || /\.zip$/.test(own ?? '') ? undefined : own,
  );
}

function uploads(workflow: Workflow): boolean {
  return workflow.jobs.some(
    (job) =>
      job.uses !== undefined || job.steps.some(({ uses }) => isAction(uses, 'actions/upload-artifact')),
  );
}
