import type { Span } from '../text/source.ts';
import { deedOf } from './delivery.ts';
import { inputOf, type Step } from './github/step.ts';
import { commandsOf, type Pipeline, type PipelineJob } from './pipeline.ts';
import { isPublishingAction, PUBLISH_HINT, publishesPackage } from './publish-command.ts';

/** Actions that publish what others install or run, by name in lower case. */
const RELEASING: ReadonlySet<string> = new Set([
  'docker/bake-action',
  'docker/build-push-action',
  'goreleaser/goreleaser-action',
  'ncipollo/release-action',
  'softprops/action-gh-release',
]);
/** Jobs that build for others, by their name; elsewhere an image may be built for tests only. */
const NAMED = /release|publish|deploy/i;
const HINT =
  /\b(?:docker|podman|buildah|skopeo|crane|nerdctl|publish|upload|push|gh\s+release|helm|goreleaser)\b/;

/** Where a pipeline first makes something that others install or run; undefined where it does not. */
export function firstRelease({ jobs }: Pipeline): Span | undefined {
  for (const job of jobs) {
    const span = releaseIn(job);
    if (span) return span;
  }
  return undefined;
}

/** True for an image that stays on the runner: Docker's actions push when `push` or an output says so. */
export function isBuildOnly(name: string, step: Step): boolean {
  if (!name.startsWith('docker/b')) return false;
  const push = inputOf(step, 'push')?.text.trim();
  if (push !== undefined && push !== '' && push !== 'false') return false;
  const outputs = inputOf(step, name === 'docker/bake-action' ? 'set' : 'outputs')?.text ?? '';
  // A file of targets may say what becomes of them.
  return !/registry|push|\$\{\{/.test(outputs) && (name === 'docker/build-push-action' || push === 'false');
}

/** Where a job first makes something that others install or run; undefined where it does not. */
export function releaseIn(job: PipelineJob): Span | undefined {
  const action = job.actions.find(
    ({ name, step }) => (RELEASING.has(name) && !isBuildOnly(name, step)) || isPublishingAction(name),
  );
  if (action) return action.span;
  for (const { line, span } of commandsOf(job, HINT)) {
    const deed = deedOf(line);
    const release = /^(?:gh\s+release\s+(?:create|upload)|goreleaser\s+release|helm\s+push)\s/.test(
      line.text,
    );
    if (
      deed === 'push' ||
      (deed === 'image' && NAMED.test(job.name.text)) ||
      release ||
      publishesPackage(line)
    )
      return span;
  }
  return undefined;
}

/** Where a job publishes a package, by an action or a command; undefined where it does not. */
export function publicationIn(job: PipelineJob): Span | undefined {
  const action = job.actions.find(({ name }) => isPublishingAction(name));
  if (action) return action.span;
  for (const { line, span } of commandsOf(job, PUBLISH_HINT)) if (publishesPackage(line)) return span;
  return undefined;
}
