import {
  HOSTED_LABELS,
  REMOVED_LABELS,
  SELF_HOSTED_LABELS,
} from '../../../../../rules/data/runner-labels.ts';
import { interpolationsOf, isFenced } from '../../../parse/expression.ts';
import { contextOf } from '../../../parse/expression-query.ts';
import type { ScalarNode } from '../../../parse/tree.ts';
import { nearest } from '../../../text/nearest.ts';
import { matrixValuesOf } from '../matrix.ts';
import { type Job, runnerLabels } from '../workflow.ts';
import { correctionOf, placeOf, quoted, type Say } from './problem.ts';

const RULE = 'unknown-runner-label';

/** Checks the labels of `runs-on`, those that the matrix brings included. */
export function checkRunner(job: Job, say: Say): void {
  if (job.uses) return;
  const written = runnerLabels(job);
  const isCustom =
    written.some(({ text }) => text.toLowerCase() === 'self-hosted') || job.runsOn?.value?.kind === 'map';
  const labels = written.flatMap((label) => valuesOf(label, job));
  if (!isCustom) for (const label of labels) checkLabel(label, say);
  if (written.length > 1) checkConflict(written, job, say);
}

/** The label itself, or the values that `${{ matrix.x }}` stands for. */
function valuesOf(label: ScalarNode, job: Job): readonly ScalarNode[] {
  if (!label.text.includes('${{')) return [label];
  const expression = isFenced(label) ? interpolationsOf(label)[0]?.expression : undefined;
  const context = expression && contextOf(expression);
  if (context?.parts[0] !== 'matrix' || !job.matrix) return [];
  return (matrixValuesOf(job.matrix, context.parts.slice(1)) ?? []).filter(
    ({ text }) => !text.includes('${{'),
  );
}

function checkLabel(label: ScalarNode, say: Say): void {
  const name = label.text.toLowerCase();
  if (name === '' || SELF_HOSTED_LABELS.has(name) || systemOf(name)) return;
  const place = placeOf(label);
  if (REMOVED_LABELS.has(name)) {
    say(
      RULE,
      place,
      `GitHub has removed the runner ${quoted(label.text)}, and the job never starts; use a newer one.`,
    );
    return;
  }
  const near = nearest(name, ALL_LABELS, 2);
  if (near && !/\d/.test(name.replace(near, ''))) {
    const message = `There is no runner ${quoted(label.text)}; did you mean \`${near}\`?`;
    say(RULE, place, message, undefined, correctionOf(label, near, []));
    return;
  }
  const message = `GitHub hosts no runner ${quoted(label.text)}; a self-hosted one should have \`self-hosted\` beside it.`;
  say(RULE, place, message, 'audit');
}

/** A runner has one operating system. */
function checkConflict(written: readonly ScalarNode[], job: Job, say: Say): void {
  const [first, ...others] = written.flatMap((label) => {
    const systems = valuesOf(label, job).flatMap((value) => {
      const system = systemOf(value.text.toLowerCase());
      return system ? [{ system, value }] : [];
    });
    return systems.length > 0 ? [systems] : [];
  });
  for (const { system, value } of (first && others[0] ? [...first, ...others.flat()] : []).slice(1)) {
    const before = first?.[0];
    if (!before || before.system === system || first.some((each) => each.value === value)) continue;
    const message = `No runner has both this label and ${quoted(before.value.text)}, so that the job never starts.`;
    say(RULE, placeOf(value), message);
  }
}

function systemOf(name: string): 'linux' | 'macos' | 'windows' | undefined {
  for (const system of ['linux', 'macos', 'windows'] as const) {
    if (name === system || HOSTED_LABELS[system].has(name)) return system;
  }
  return undefined;
}

const ALL_LABELS: readonly string[] = Object.values(HOSTED_LABELS).flatMap((labels) => [...labels]);
