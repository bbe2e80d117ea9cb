import { writeOf } from '../../server/core/model/github/command-file.ts';
import { isPrivilegedEvent, stepEvents } from '../../server/core/model/github/events.ts';
import { isForeign } from '../../server/core/model/github/foreign.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'untrusted-environment-file',
  summary: 'A script writes text of others to GITHUB_ENV or GITHUB_PATH',
  severity: 'high',
  confidence: 'low',
  profile: 'strict',
  earliest: 'default',
  owasp: ['CICD-SEC-4'],
  cwe: [77, 454],
  since: '0.1.0',
  fix: 'none',
  equivalents: {
    'pipeline-check': ['GHA-118'],
    zizmor: ['github-env'],
    sisakulint: [
      'envvar-injection-critical',
      'envvar-injection-medium',
      'envpath-injection-critical',
      'envpath-injection-medium',
    ],
  },
  references: [
    'https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-environment-variable',
  ],
  docs: `
    ## What it does
    Reports scripts that write something other than fixed text to the files behind \`$GITHUB_ENV\` and \`$GITHUB_PATH\`, in
    composite actions and in workflows that anyone can start with the repository's privileges; in all others what is seen to
    come from an outsider, in the \`strict\` profile.

    Where the text is seen to come from an outsider (the title of a pull request, the name of its branch, what was computed
    from them, a file of their branch) this is in the \`default\` profile, otherwise in \`strict\`.

    ## Why is this bad?
    Each line of these files is obeyed for all later steps. Text with a line break in it sets a second variable, such as
    \`LD_PRELOAD\` or \`NODE_OPTIONS\`, and with it runs code.

    ## Example
    \`\`\`yaml bad .github/workflows/triage.yml
    on: pull_request_target
    permissions: {}
    jobs:
      triage:
        runs-on: ubuntu-latest
        steps:
          - env:
              TITLE: \${{ github.event.pull_request.title }}
            run: echo "TITLE=$TITLE" >> "$GITHUB_ENV"
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/triage.yml
    on: pull_request_target
    permissions: {}
    jobs:
      triage:
        runs-on: ubuntu-latest
        steps:
          - run: echo "MODE=triage" >> "$GITHUB_ENV"
    \`\`\`
  `,
  check: {
    script(ctx, script) {
      if (script.host !== 'run' || !/GITHUB_(?:ENV|PATH)/i.test(script.text)) return;
      const { step } = script;
      if (!step) return;
      const isPrivileged = step.action !== undefined || stepEvents(step).some(isPrivilegedEvent);
      if (!isPrivileged && !isForeign(step)) return;
      const [known] = ctx.document.facet('taint');
      // Where what is not known is not reported, a script that cannot be told anything need not be parsed.
      const taint = isPrivileged || known?.mayCarry(step) ? known?.scriptOf(step) : undefined;
      if (!taint) return;
      for (const command of script.commands) {
        const write = writeOf(command, ['ENV', 'PATH']);
        const origin = write && taint.ofWrite(write);
        if (!origin || origin.by === 'nobody') continue;
        // No line break fits in the name of a branch, so it sets no second variable.
        const isKnown = origin.by === 'outsider' && origin.freedom !== 'branch';
        if (!isKnown && !isPrivileged) continue;
        ctx.report({
          span: script.spanOf(command),
          message: 'Later steps obey each line of this file; do not write text there that others choose.',
          ...(isKnown && { confidence: 'high', related: origin.way }),
          ...(isPrivileged ? isKnown && { profile: 'default' } : { severity: 'medium' }),
        });
      }
    },
  },
});
