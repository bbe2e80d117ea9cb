import { setInput } from '../../server/core/edit/step-input.ts';
import type { Fix } from '../../server/core/finding.ts';
import { inputOf, type Step } from '../../server/core/model/github/step.ts';
import { filterOf, type Triggers, triggerOf } from '../../server/core/model/github/triggers.ts';
import { actionName, majorVersion, type RepositoryUses } from '../../server/core/model/github/uses.ts';
import { type Job, liveJobs, liveSteps } from '../../server/core/model/github/workflow.ts';
import { isBuildOnly, releaseIn } from '../../server/core/model/release.ts';
import { interpolationsOf, isFenced } from '../../server/core/parse/expression.ts';
import { truthOf } from '../../server/core/parse/expression-query.ts';
import type { ScalarNode } from '../../server/core/parse/tree.ts';
import type { Context } from '../../server/core/rule.ts';
import { defineRule } from '../../server/core/rule.ts';
import type { TextEdit } from '../../server/core/text/edit.ts';
import type { Span } from '../../server/core/text/source.ts';
import { CACHE_ACTIONS, type CacheControl, PUBLISHERS } from '../data/cache-actions.ts';

export default defineRule({
  id: 'cache-poisoning',
  summary: 'A job that publishes restores a cache that others can fill',
  severity: 'high',
  confidence: 'low',
  profile: 'strict',
  earliest: 'default',
  owasp: ['CICD-SEC-4', 'CICD-SEC-9'],
  cwe: [345, 349],
  since: '0.1.0',
  fix: 'unsafe',
  equivalents: { zizmor: ['cache-poisoning'], sisakulint: ['cache-poisoning'] },
  references: [
    'https://docs.github.com/en/actions/reference/workflows-and-actions/dependency-caching#restrictions-for-accessing-a-cache',
  ],
  docs: `
    ## What it does
    Reports steps that restore a cache (\`actions/cache\`, \`setup-node\` with \`cache\`, …) in a job that publishes: one that
    runs on a release, a tag or a release branch, or that uses an action which publishes. A job of a workflow that also
    does other things, and neither is called a release nor has an action or a command that publishes, is reported in the
    \`strict\` profile only, with medium severity.

    ## Why is this bad?
    Caches of the default branch are shared by all its workflows. Code that runs in any of them, for example in one that
    checks pull requests with privileges, can put a poisoned entry there, and the release is built from it.

    ## Example
    \`\`\`yaml bad .github/workflows/release.yml
    on: release
    permissions: {}
    jobs:
      publish:
        runs-on: ubuntu-latest
        steps:
          - uses: actions/setup-python@v5
            with:
              cache: pip
          - run: make publish
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/release.yml
    on: release
    permissions: {}
    jobs:
      publish:
        runs-on: ubuntu-latest
        steps:
          - uses: actions/setup-python@v5
          - run: make publish
    \`\`\`

    ## Fix safety
    The fix turns the cache off. It is unsafe, since the job then takes longer.
  `,
  check: {
    workflow(ctx, workflow) {
      const trigger = publishingTrigger(workflow.triggers);
      for (const job of liveJobs(workflow)) {
        const publisher = publisherOf(job);
        const reason = trigger ?? publisher;
        if (!reason) continue;
        let publishes = publisher?.certain || isDedicated(workflow.triggers);
        for (const step of liveSteps(job)) {
          if (step.uses?.kind !== 'repository' || !usesCache(step, step.uses, workflow.triggers, !!trigger))
            continue;
          publishes ||= isRelease(ctx, job);
          ctx.report({
            span: step.uses.node.span,
            message: `This restores a cache that others can fill, in a job that ${publishes ? 'publishes' : 'may publish'}; build releases without.`,
            related: [reason],
            ...(publishes ? { profile: 'default' } : { severity: 'medium' }),
            fixes: () => [fixOf(ctx, step, step.uses as RepositoryUses)],
          });
        }
      }
    },
  },
});

interface Reason {
  readonly span: Span;
  readonly message: string;
}

function publishingTrigger(triggers: Triggers): Reason | undefined {
  const release = triggerOf(triggers, 'release');
  if (release) return { span: release.node.span, message: 'it runs on releases' };
  const push = triggerOf(triggers, 'push');
  if (!push) return undefined;
  if (filterOf(push, 'tags') ?? filterOf(push, 'tags-ignore'))
    return { span: push.node.span, message: 'it runs on tags' };
  const branches = filterOf(push, 'branches') ?? [];
  return branches.some((branch) => /release/i.test(branch))
    ? { span: push.node.span, message: 'it runs on release branches' }
    : undefined;
}

/** Events that a workflow of nothing but releases waits for; CI that also runs on tags has others. */
const RELEASING: ReadonlySet<string> = new Set(['release', 'workflow_dispatch', 'workflow_call']);

/** True when a workflow runs for releases only, so that what it builds is published. */
function isDedicated(triggers: Triggers): boolean {
  return triggers.list.every((trigger) => {
    if (trigger.event !== 'push') return RELEASING.has(trigger.event);
    return filterOf(trigger, 'branches') === undefined && filterOf(trigger, 'tags') !== undefined;
  });
}

interface PublisherReason extends Reason {
  readonly certain: boolean;
}

/** The first step that publishes, or else the first that may: an image that no input says to push. */
function publisherOf(job: Job): PublisherReason | undefined {
  let possible: PublisherReason | undefined;
  for (const step of liveSteps(job)) {
    if (step.uses?.kind !== 'repository') continue;
    const name = actionName(step.uses);
    if (!PUBLISHERS.has(name)) continue;
    const { span } = step.uses.node;
    if (!isBuildOnly(name, step)) return { span, message: 'the job publishes here', certain: true };
    if (inputOf(step, 'push')?.text.trim() !== 'false')
      possible ??= { span, message: 'the job builds an image here', certain: false };
  }
  return possible;
}

/** True for a job that runs on releases and is called one, or has a command that publishes. */
function isRelease(ctx: Context, job: Job): boolean {
  if (NAMED.test(job.id.text)) return true;
  return ctx.document
    .facet('pipeline')
    .some(({ jobs }) => jobs.some((one) => one.github === job && releaseIn(one) !== undefined));
}

const NAMED = /^(?:release|publish)(?:$|[-_])/i;

function usesCache(step: Step, uses: RepositoryUses, triggers: Triggers, triggered: boolean): boolean {
  const name = actionName(uses);
  const controls = CACHE_ACTIONS[name];
  if (!controls) return false;
  if (name === 'docker/setup-buildx-action' && !inputOf(step, 'version')) return false;
  // From version 10 on the cache has to be asked for.
  if (name === 'astral-sh/setup-uv' && (majorVersion(uses) ?? 0) >= 10)
    return inputOf(step, 'enable-cache')?.text === 'true';
  // Before version 5 there was no `package-manager-cache`, and nothing was cached unless `cache` said so.
  const known =
    name === 'actions/setup-node' && (majorVersion(uses) ?? 5) < 5
      ? controls.filter(({ kind }) => kind === 'on')
      : controls;
  return known.some((control) => isOn(control, step, triggered ? triggers : undefined));
}

function isOn(control: CacheControl, step: Step, triggers: Triggers | undefined): boolean {
  if (control.kind === 'always') return true;
  const value = inputOf(step, control.input);
  if (!value) return control.kind === 'off';
  if (isFenced(value)) {
    const truth = onTagPush(value, triggers);
    return truth === undefined || truth === (control.kind === 'on' || control.off.includes('false'));
  }
  const text = value.text.trim();
  if (control.kind === 'off') return !control.off.includes(text);
  return control.values ? control.values.includes(text) : text !== '' && text !== 'false';
}

/** The value of an expression when a tag is pushed, if only tags and releases make the workflow one that publishes. */
function onTagPush(value: ScalarNode, triggers: Triggers | undefined): boolean | undefined {
  const expression = interpolationsOf(value)[0]?.expression;
  if (!expression) return undefined;
  const branches = triggers ? (filterOf(triggerOf(triggers, 'push'), 'branches') ?? []) : ['release'];
  const tags = !branches.some((branch) => /release/i.test(branch));
  return truthOf(expression, (path) => (tags ? TAG_PUSH[path] : undefined));
}

const TAG_PUSH: Readonly<Record<string, string>> = {
  'github.event_name': 'push',
  'github.ref_type': 'tag',
  'github.ref': 'refs/tags/v1.0.0',
};

/** Turns off every switch of the action that is on. */
function fixOf(ctx: Context, step: Step, uses: RepositoryUses): Fix | undefined {
  const controls = CACHE_ACTIONS[actionName(uses)] ?? [];
  const edits = controls.flatMap((control) => {
    if (!isOn(control, step, undefined)) return [];
    return control.kind === 'always' ? [undefined] : [turnOff(ctx, step, control)];
  });
  const certain = edits.filter((edit) => edit !== undefined);
  if (certain.length === 0 || certain.length < edits.length) return undefined;
  return { title: 'Turn the cache off', safety: 'unsafe', edits: certain };
}

function turnOff(
  ctx: Context,
  step: Step,
  control: Exclude<CacheControl, { kind: 'always' }>,
): TextEdit | undefined {
  if (control.kind === 'off') return setInput(ctx.source, step, control.input, control.off[0]!);
  // What names a package manager is off when it is empty.
  return setInput(ctx.source, step, control.input, control.values?.includes('true') ? 'false' : "''");
}
