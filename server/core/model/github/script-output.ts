import type { ScalarNode } from '../../parse/tree.ts';
import { githubOrigin, type Origin, type Standpoint, unknown, via, worstOf } from './origin.ts';
import type { Taint } from './taint.ts';

/**
 * An output of `actions/github-script`: what the script gives `core.setOutput`, or returns for `result`, as far as it is
 * a field of the event's payload or an expression, as written.
 */
export function scriptOutput(script: ScalarNode, name: string, at: Standpoint, taint: Taint): Origin {
  const { text } = script;
  const values: { readonly value: string; readonly from: number }[] = [];
  for (const match of text.matchAll(OUTPUT)) {
    if (match[1]!.toLowerCase() !== name) continue;
    values.push({ value: match[2]!, from: match.index + match[0].length - match[2]!.length });
  }
  if (name === 'result') {
    for (const match of text.matchAll(RETURN))
      values.push({ value: match[1]!, from: match.index + match[0].length - match[1]!.length });
  }
  const origins = values.flatMap(({ value, from }) => {
    if (REMOVES.test(value)) return [];
    const span = script.map.span(from, from + value.trimEnd().length);
    const fields = [...value.matchAll(PAYLOAD)].map((match) =>
      via(githubOrigin(['event', ...match[1]!.toLowerCase().replaceAll('?', '').split('.')], at.workflow), {
        span,
        message: `The script hands it on as \`${name}\`.`,
      }),
    );
    return value.includes('${{') ? [...fields, taint.ofText(value, script, from, at)] : fields;
  });
  const worst = worstOf(origins);
  return worst.by === 'nobody' ? unknown('output') : worst;
}

const OUTPUT = /\bcore\.setOutput\(\s*['"`]([\w-]{1,100})['"`]\s*,([^;\n]{1,300})/g;
const RETURN = /\breturn\b([^;\n]{1,300})/g;
const PAYLOAD = /\bcontext\.payload\??\.([\w?.]{1,200})/g;
/** Calls that leave only what is allowed, or a fact about the text. */
const REMOVES =
  /\.(?:replace|replaceAll|match|test|includes|startsWith|endsWith|length|indexOf)\b|===|!==|Number\(|parseInt/;
