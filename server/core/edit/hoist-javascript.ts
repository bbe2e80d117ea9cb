import type { Fix } from '../finding.ts';
import type { Step } from '../model/github/step.ts';
import type { Interpolation } from '../parse/expression.ts';
import type { Expression } from '../parse/expression-ast.ts';
import { contextOf } from '../parse/expression-query.ts';
import { javascriptQuoting } from '../parse/javascript-quoting.ts';
import type { ScalarNode } from '../parse/tree.ts';
import type { TextEdit } from '../text/edit.ts';
import type { Source } from '../text/source.ts';
import { addVariable, variableFor } from './hoist-env.ts';
import { quotingWith } from './quoting.ts';

/**
 * The fix that reads an expression from `process.env` instead of pasting it into JavaScript (`actions/github-script`).
 * Undefined in regular expressions, in strings that could not become a template, and where the text may be code.
 */
export function hoistIntoProcessEnv(
  source: Source,
  step: Step,
  script: ScalarNode,
  interpolation: Interpolation,
): Fix | undefined {
  const { expression } = interpolation;
  if (!expression || script.alias || script.anchor) return undefined;
  // Quotes that the YAML needs would have to be written anew.
  if (script.style === 'single' || script.style === 'double') return undefined;
  const written = script.text.slice(interpolation.start, interpolation.end);
  const variable = variableFor(step, expression, written);
  const edits = variable && replacement(script, interpolation, `process.env.${variable.name}`);
  if (!edits) return undefined;
  if (variable.value !== undefined) {
    const added = addVariable(source, step, variable.name, variable.value);
    if (!added) return undefined;
    edits.push(added);
  }
  return { title: `Read it from process.env.${variable.name}`, safety: 'unsafe', edits };
}

const quotingIn = quotingWith(javascriptQuoting);

/** A string that is longer was not written by hand; it would be read once for each expression in it. */
const MAX_STRING = 2000;

function replacement(script: ScalarNode, interpolation: Interpolation, read: string): TextEdit[] | undefined {
  const { start, end, expression } = interpolation;
  const { text } = script;
  const place = quotingIn(script, interpolation);
  const put = (from: number, to: number, newText: string): TextEdit => ({
    span: script.map.span(from, to),
    newText,
  });
  switch (place?.quoting) {
    case 'template':
      return [put(start, end, `\${${read}}`)];
    case 'single':
    case 'double': {
      const isAll = place.start === start - 1 && place.end === end + 1;
      if (isAll) return isKey(text, place.end) ? undefined : [put(place.start, place.end, read)];
      if (place.end - place.start > MAX_STRING) return undefined;
      const others = text.slice(place.start + 1, place.end - 1).replace(/\$\{\{.*?\}\}/g, '');
      // In a template these would mean something; other expressions move in the passes after this one.
      if (/[`\\]|\$\{/.test(others) || isKey(text, place.end) || isModule(text, place.start))
        return undefined;
      return [
        put(place.start, place.start + 1, '`'),
        put(start, end, `\${${read}}`),
        put(place.end - 1, place.end, '`'),
      ];
    }
    case 'code': {
      const before = text.slice(Math.max(0, start - 40), start).trimEnd();
      const isValue = before === '' || /[^\w$)\]]$|\b(?:return|of|in)$/.test(before);
      const value = isValue && expression && literalOf(expression, read);
      return value ? [put(start, end, value)] : undefined;
    }
    default:
      return undefined;
  }
}

/** JSON and numbers are literals where they are pasted; anything else may be a name, or code. */
function literalOf(expression: Expression, read: string): string | undefined {
  if (expression.kind === 'call')
    return expression.name.toLowerCase() === 'tojson' ? `JSON.parse(${read})` : undefined;
  return /[._](?:id|number)$/.test(contextOf(expression)?.path ?? '') ? `Number(${read})` : undefined;
}

/** True before a colon: the string is the key of an object, which a template cannot be. */
function isKey(text: string, end: number): boolean {
  return /^\s*:/.test(text.slice(end, end + 20));
}

/** True behind `import` and `from`, which take no template. */
function isModule(text: string, start: number): boolean {
  return /\b(?:import|from)\s*$/.test(text.slice(Math.max(0, start - 20), start));
}
