import { isScalar, pairsOf, type ScalarNode } from '../../parse/tree.ts';
import { inputOf, type Step } from './step.ts';
import { actionName, isAction } from './uses.ts';

/** Where a step brings an artifact in. */
export interface ArtifactDownload {
  readonly step: Step;
  /** The text that names it: the `uses`, or the command. */
  readonly node: ScalarNode;
  /** The stretch of `node`'s text. */
  readonly from: number;
  readonly to: number;
  /** The folder it goes to, as written; undefined for the workspace. */
  readonly folder: string | undefined;
  /** True when the step names another run than its own. */
  readonly otherRun: boolean;
}

/** Actions that fetch the artifacts of other runs, with their input for the folder. */
const FETCHERS: Readonly<Record<string, string>> = {
  'actions/download-artifact': 'path',
  'aochmann/actions-download-artifact': 'path',
  'bettermarks/action-artifact-download': 'path',
  'blablacar/action-download-last-artifact': 'path',
  'dawidd6/action-download-artifact': 'path',
  'ishworkh/docker-image-artifact-download': 'path',
  'levonet/action-download-last-artifact': 'path',
  'marcofaggian/action-download-multiple-artifacts': 'paths',
  'redhat-plumbers-in-action/download-artifact': 'path',
};

const COMMAND =
  /\bgh run download\b[^\n]{0,300}|\bgh api\b[^\n]{0,300}\/artifacts\/[^\n]{0,200}\/zip\b[^\n]{0,200}|\bcurl\b[^\n]{0,300}\/actions\/artifacts\/[^\n]{0,200}\/zip\b[^\n]{0,100}/;

/** The artifact that a step downloads; undefined for none. */
export function downloadOf(step: Step): ArtifactDownload | undefined {
  if (step.uses?.kind === 'repository') {
    const input = FETCHERS[actionName(step.uses)];
    if (input !== undefined) {
      const own = step.uses.slug === 'actions/download-artifact' && !inputOf(step, 'run-id');
      return {
        step,
        node: step.uses.node,
        from: 0,
        to: step.uses.node.text.length,
        folder: inputOf(step, input)?.text,
        otherRun: !own,
      };
    }
    const script = isAction(step.uses, 'actions/github-script') ? inputOf(step, 'script') : undefined;
    const call = script && /\bdownloadArtifact\b/.exec(script.text);
    if (!script || !call) return undefined;
    const folder = /writeFile(?:Sync)?\(\s{0,9}[`'"]([^`'"]{0,200})/.exec(script.text)?.[1];
    return { step, node: script, from: call.index, to: call.index + call[0].length, folder, otherRun: true };
  }
  const match = step.run && COMMAND.exec(step.run.text);
  if (!step.run || !match) return undefined;
  const folder = /\s(?:-D|--dir|-o|--output|>)[= ]?\s{0,9}["']?([^\s"']{1,200})/.exec(match[0])?.[1];
  return {
    step,
    node: step.run,
    from: match.index,
    to: match.index + match[0].length,
    folder,
    otherRun: true,
  };
}

/** The paths that an upload step takes in, without those it leaves out (`!path`). */
export function uploadedPaths(
  step: Step,
): readonly { readonly text: string; readonly node: ScalarNode; readonly from: number }[] {
  for (const { key, value } of pairsOf(step.with)) {
    if (key.text.toLowerCase() !== 'path' || !isScalar(value)) continue;
    const found: { text: string; node: ScalarNode; from: number }[] = [];
    let from = 0;
    for (const line of value.text.split('\n')) {
      const text = line.trim();
      if (text !== '' && !text.startsWith('#'))
        found.push({ text, node: value, from: from + line.indexOf(text) });
      from += line.length + 1;
    }
    return found;
  }
  return [];
}
