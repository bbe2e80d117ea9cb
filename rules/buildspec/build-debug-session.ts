import { replaceValue } from '../../server/core/edit/yaml.ts';
import type { BatchTask, BuildspecScript } from '../../server/core/model/buildspec.ts';
import { isYes } from '../../server/core/model/buildspec.ts';
import { commandLines } from '../../server/core/parse/command-lines.ts';
import { type Context, defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'build-debug-session',
  summary: 'A build lets people open a shell in it',
  severity: 'medium',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-7'],
  cwe: [489],
  since: '0.1.0',
  fix: 'unsafe',
  references: ['https://docs.aws.amazon.com/codebuild/latest/userguide/session-manager.html'],
  docs: `
    ## What it does
    Reports \`debug-session: true\` on a batch task and the command \`codebuild-breakpoint\`.

    ## Why is this bad?
    Whoever may start sessions in the account can then enter the running build with its role, its secrets and its
    source, and change what it produces. It is meant for the time of looking for a fault, not for the repository.

    ## Example
    \`\`\`yaml bad buildspec.yml
    version: 0.2
    phases:
      build:
        commands:
          - codebuild-breakpoint
          - make
    \`\`\`
    Use instead:
    \`\`\`yaml good buildspec.yml
    version: 0.2
    phases:
      build:
        commands:
          - make
    \`\`\`

    ## Fix safety
    The fix is unsafe: the build no longer waits.
  `,
  check: {
    buildspec(ctx, spec) {
      const seen = new Set<number>();
      for (const task of spec.batch) checkTask(ctx, task, seen);
      for (const phase of spec.phases) for (const script of phase.scripts) checkScript(ctx, script);
    },
  },
});

function checkTask(ctx: Context, { debugSession }: BatchTask, seen: Set<number>): void {
  if (!debugSession || !isYes(debugSession.value) || seen.has(debugSession.key.span.start)) return;
  seen.add(debugSession.key.span.start);
  ctx.report({
    span: debugSession.span,
    message:
      'Debug sessions open this task, its role and its secrets to whoever may start one; switch them off.',
    severity: 'low',
    fixes: () => {
      const edit = replaceValue(ctx.source, debugSession, 'false');
      return edit ? [{ title: 'Switch the debug session off', safety: 'unsafe', edits: [edit] }] : [];
    },
  });
}

function checkScript(ctx: Context, { scalar }: BuildspecScript): void {
  if (!scalar.text.includes('codebuild-breakpoint')) return;
  for (const { text, span } of commandLines(scalar.text)) {
    if (!/^codebuild-breakpoint(?:\s|$)/.test(text)) continue;
    ctx.report({
      span: scalar.map.span(span.start, span.end),
      message:
        'The build waits here for a debug session, in which its role and secrets are open; remove the command.',
    });
  }
}
