import type { Hover, Position } from 'vscode-languageserver';
import type { Finding } from '../core/finding.ts';
import type { Registry } from '../core/registry.ts';
import { ruleUrl } from '../core/rule.ts';
import { intersects, toRange } from './diagnostics.ts';

/** The documentation of the rules that have a finding at `position`; null where there is none. */
export function hoverAt(findings: readonly Finding[], position: Position, registry: Registry): Hover | null {
  const here = { start: position, end: position };
  const hit = findings.filter((finding) => intersects(toRange(finding.range), here));
  const first = hit[0];
  if (!first) return null;
  const ids = [...new Set(hit.map(({ ruleId }) => ruleId))];
  const texts = ids.flatMap((id) => {
    const rule = registry.get(id);
    return rule ? [`**${rule.summary}** · [${id}](${ruleUrl(id)})\n\n${introduction(rule.docs)}`] : [];
  });
  if (texts.length === 0) return null;
  return { contents: { kind: 'markdown', value: texts.join('\n\n---\n\n') }, range: toRange(first.range) };
}

/**
 * What the rule looks for and why, a paragraph each: a hover has no room for more, and its link leads to the rest.
 */
function introduction(docs: string): string {
  const section = (heading: string): string => {
    const start = docs.indexOf(`## ${heading}\n`);
    const paragraph = start === -1 ? '' : docs.slice(start + heading.length + 4).trimStart();
    const end = paragraph.search(/\n\s*\n|\n## /);
    return end === -1 ? paragraph : paragraph.slice(0, end);
  };
  return `${section('What it does')}\n\n**Why is this bad?** ${section('Why is this bad?')}`.trim();
}
