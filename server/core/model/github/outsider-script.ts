import type { Document } from '../../document.ts';
import type { FacetProvider } from '../../facets.ts';
import { interpolationsOf } from '../../parse/expression.ts';
import type { Piece, Script } from '../../parse/shell.ts';
import type { Origin } from './origin.ts';
import { EVENT_FILE } from './script-taint.ts';
import type { Step } from './step.ts';
import type { Taint } from './taint.ts';

/** Where text of an outsider came from; see `Taint`. */
export type OutsiderText = Extract<Origin, { by: 'insider' | 'outsider' }>;

/** A script that text of an outsider reaches: in an expression, or in a variable of its environment. */
export interface OutsiderScript {
  readonly script: Script;
  readonly step: Step;
  /** What of an outsider's text the pieces of a word bring along; undefined for none. Parses the script when first asked. */
  textOf(...pieces: readonly Piece[]): OutsiderText | undefined;
}

export const outsiderScriptProvider: FacetProvider<OutsiderScript> = {
  kinds: ['github-workflow', 'github-action'],
  of: outsiderScripts,
};

function outsiderScripts(document: Document): readonly OutsiderScript[] {
  // The cheap test first: every such text comes out of the event.
  if (!EVENT.test(document.source.text)) return [];
  const [taint] = document.facet('taint');
  if (!taint) return [];
  return document.facet('script').flatMap((script) => {
    const { step } = script;
    return step && reaches(taint, script, step)
      ? [{ script, step, textOf: (...pieces) => textOf(taint, step, pieces) }]
      : [];
  });
}

/** How text of the event comes into a workflow. */
const EVENT = /github\.(?:event|head_ref)|GITHUB_EVENT_PATH/i;

/** Judged without parsing the script. */
function reaches(taint: Taint, script: Script, step: Step): boolean {
  return (
    EVENT_FILE.test(script.text) ||
    taint.ofValue(step.run, step).by === 'outsider' ||
    [step.env, step.job?.env, step.workflow?.env].some((env) =>
      env?.entries.some(
        ({ name, value }) =>
          value &&
          script.text.includes(name.text) &&
          interpolationsOf(value).length > 0 &&
          taint.ofValue(value, step).by === 'outsider',
      ),
    )
  );
}

function textOf(taint: Taint, step: Step, pieces: readonly Piece[]): OutsiderText | undefined {
  const origin = taint.scriptOf(step)?.ofPieces(pieces);
  return origin?.by === 'outsider' ? origin : undefined;
}
