import type { ShellName } from '../../parse/shell.ts';
import {
  isScalar,
  itemsOf,
  type MapNode,
  type Node,
  type ScalarNode,
  scalarAt,
  valueAt,
} from '../../parse/tree.ts';

/** The shell of a step and where it comes from: its own `shell`, the job's, the workflow's defaults, or the runner. */
export interface StepShell {
  readonly name: ShellName;
  /** The value that names it; undefined when the runner's default applies. */
  readonly node: ScalarNode | undefined;
}

/** Decides the shell of a `run`. GitHub Actions, "Setting a default shell and working directory". */
export function shellOf(step: MapNode, job: Node | undefined, workflow: Node | undefined): StepShell {
  const node =
    scalarAt(step, 'shell') ??
    scalarAt(job, 'defaults', 'run', 'shell') ??
    scalarAt(workflow, 'defaults', 'run', 'shell');
  if (node) return { name: shellName(node.text), node };
  return { name: runnerShell(valueAt(job, 'runs-on')), node: undefined };
}

/** The family of a `shell:` value: its first word without folder (`/bin/bash -e {0}` is bash). */
function shellName(text: string): ShellName {
  if (text.includes('${{')) return 'unknown';
  const word = text.trim().split(/\s/, 1)[0]!;
  const name = word.slice(Math.max(word.lastIndexOf('/'), word.lastIndexOf('\\')) + 1).toLowerCase();
  return SHELLS[name.replace(/\.exe$/, '')] ?? 'other';
}

const SHELLS: Readonly<Record<string, ShellName>> = {
  bash: 'bash',
  zsh: 'bash',
  sh: 'sh',
  dash: 'sh',
  pwsh: 'pwsh',
  powershell: 'pwsh',
  cmd: 'cmd',
  python: 'python',
  python3: 'python',
};

/** The default shell of the runner: the first label that tells the system decides. */
function runnerShell(runsOn: Node | undefined): ShellName {
  const labels = runsOn?.kind === 'map' ? itemsOf(valueAt(runsOn, 'labels')) : itemsOf(runsOn);
  for (const item of labels) {
    if (!isScalar(item)) continue;
    const label = item.text.toLowerCase();
    if (label.includes('${{')) continue;
    if (label === 'linux' || label.includes('ubuntu') || label.includes('macos')) return 'bash';
    if (label.includes('windows')) return 'pwsh';
  }
  return 'unknown';
}
