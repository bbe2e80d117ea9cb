import { insertLines, replaceValue } from '../../server/core/edit/yaml.ts';
import type { Fix } from '../../server/core/finding.ts';
import type { Buildspec, BuildspecScript, Phase } from '../../server/core/model/buildspec.ts';
import { commandsDoing, deedOf } from '../../server/core/model/delivery.ts';
import { commandLines } from '../../server/core/parse/command-lines.ts';
import { type Context, defineRule } from '../../server/core/rule.ts';
import type { Span } from '../../server/core/text/source.ts';

export default defineRule({
  id: 'publish-after-failed-build',
  summary: 'post_build publishes although build may have failed',
  severity: 'high',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-1', 'CICD-SEC-9'],
  cwe: [693],
  since: '0.1.0',
  fix: 'unsafe',
  references: ['https://docs.aws.amazon.com/codebuild/latest/userguide/view-build-details-phases.html'],
  docs: `
    ## What it does
    Reports a command in \`post_build\` that deploys or publishes, where nothing keeps it from running after a failed
    \`build\`: neither \`on-failure: ABORT\` on \`build\` nor a look at \`CODEBUILD_BUILD_SUCCEEDING\` before it. A push of
    the image that the last command of \`build\` would have made is left to the \`strict\` profile: without that image it
    fails by itself.

    ## Why is this bad?
    CodeBuild goes on to \`post_build\` when \`build\` has failed. Tests and scans in \`build\` then turn the build red, but
    what they were to stop is published all the same.

    ## Example
    \`\`\`yaml bad buildspec.yml
    version: 0.2
    phases:
      build:
        commands:
          - npm test
          - npm run build
      post_build:
        commands:
          - aws s3 sync dist/ s3://www-example/
    \`\`\`
    Use instead:
    \`\`\`yaml good buildspec.yml
    version: 0.2
    phases:
      build:
        on-failure: ABORT
        commands:
          - npm test
          - npm run build
      post_build:
        commands:
          - aws s3 sync dist/ s3://www-example/
    \`\`\`
    or, where \`post_build\` has more to do, stop before the publication:
    \`\`\`yaml good buildspec.yml
    version: 0.2
    phases:
      build:
        commands:
          - npm test
      post_build:
        commands:
          - if [ "$CODEBUILD_BUILD_SUCCEEDING" != 1 ]; then exit 1; fi
          - npm publish
    \`\`\`

    ## Fix safety
    The fix is unsafe: with \`on-failure: ABORT\` none of \`post_build\` runs after a failure, so a command there that
    tidies up or tells somebody is left out as well.
  `,
  check: { buildspec: check },
});

function check(ctx: Context, spec: Buildspec): void {
  const build = phaseOf(spec, 'build');
  const after = phaseOf(spec, 'post_build');
  if (!build || !after || build.scripts.length === 0 || isAborted(build)) return;
  const found = firstPublication(after);
  if (!found) return;
  const gates = build.scripts.some(({ scalar }) => commandsDoing(scalar.text, ['test', 'scan']).length > 0);
  const harmless = found.pushOnly && endsWithImage(build);
  ctx.report({
    span: found.span,
    message: gates
      ? 'This runs even when the tests in build fail; put on-failure: ABORT on build, or test CODEBUILD_BUILD_SUCCEEDING.'
      : 'This runs even when build has failed; put on-failure: ABORT on build, or test CODEBUILD_BUILD_SUCCEEDING.',
    severity: harmless ? 'info' : gates ? 'high' : 'medium',
    ...(harmless && { profile: 'strict' }),
    fixes: () => [abort(ctx, build)],
  });
}

function phaseOf(spec: Buildspec, name: string): Phase | undefined {
  return spec.phases.find((phase) => phase.name.text === name);
}

function isAborted({ onFailure }: Phase): boolean {
  return onFailure?.value?.kind === 'scalar' && /^abort$/i.test(onFailure.value.text);
}

/** The first command that publishes, and whether all that is published are images; undefined behind a guard. */
function firstPublication(phase: Phase): { span: Span; pushOnly: boolean } | undefined {
  let span: Span | undefined;
  let pushOnly = true;
  for (const { scalar } of phase.scripts) {
    const guard = guardIn(scalar.text);
    for (const command of commandsDoing(scalar.text, ['push', 'deploy'])) {
      if (guard !== -1 && guard < command.span.start) return span && { span, pushOnly };
      span ??= scalar.map.span(command.span.start, command.span.end);
      if (deedOf(command) === 'deploy') pushOnly = false;
    }
    if (guard !== -1) break;
  }
  return span && { span, pushOnly };
}

/** Where a script looks at the outcome of the build, in whatever way; -1 where it does not. */
function guardIn(script: string): number {
  return script.search(/CODEBUILD_BUILD_SUCCEEDING/);
}

/** True when the last command of the phase that can fail builds an image. */
function endsWithImage({ scripts }: Phase): boolean {
  const commands = scripts.flatMap((script: BuildspecScript) => commandLines(script.scalar.text));
  const last = commands.findLast(
    ({ text }) => !/^(?:echo|printf|docker\s+(?:tag|images?)|true|date|ls)\b/.test(text),
  );
  return last !== undefined && deedOf(last) === 'image';
}

function abort(ctx: Context, build: Phase): Fix | undefined {
  if (!build.node) return undefined;
  const edit = build.onFailure
    ? replaceValue(ctx.source, build.onFailure, 'ABORT')
    : insertLines(ctx.source, build.node, ['on-failure: ABORT'], 'start');
  return edit && { title: 'Stop after a failed build (on-failure: ABORT)', safety: 'unsafe', edits: [edit] };
}
