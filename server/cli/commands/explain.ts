import { rules } from '../../../rules/registry.generated.ts';
import { Registry } from '../../core/registry.ts';
import { type Rule, ruleUrl } from '../../core/rule.ts';
import { nearest } from '../../core/text/nearest.ts';
import { type Invocation, UsageError } from '../args.ts';
import { print } from '../output.ts';
import type { Style } from '../report.ts';
import { paint, styleFor } from '../style.ts';

/** `pipewarden explain RULE`: documentation by our id, or by `tool:id` of a rule that ours covers. */
export async function explainRule({ operands, options }: Invocation): Promise<number> {
  const name = operands[0];
  if (name === undefined)
    throw new UsageError('`explain` needs the name of a rule; `pipewarden rules` lists them');
  const registry = new Registry(rules);
  const own = registry.get(name);
  const found = own ? [own] : registry.equivalentsOf(name);
  if (found.length === 0) throw new UsageError(unknown(name, registry));
  const style = styleFor(process.stdout, options.color);
  await print(found.map((rule, i) => `${i > 0 ? '\n' : ''}${page(rule, style)}`));
  return 0;
}

function unknown(name: string, registry: Registry): string {
  const bare = name.slice(name.indexOf(':') + 1);
  const meant = nearest(
    bare,
    registry.rules.map(({ id }) => id),
  );
  const other = name.includes(':') ? `no rule covers \`${name}\`` : `no rule is called \`${name}\``;
  return `${other}${meant ? `; did you mean \`${meant}\`?` : '; `pipewarden rules` lists them'}`;
}

/** What a rule makes of the key `online`. */
const NETWORK = {
  only: 'says something only with `online: true`',
  more: 'says more with `online: true`',
} as const;

function page(rule: Rule, style: Style): string {
  const equivalents = Object.entries(rule.equivalents ?? {}).flatMap(([tool, ids]) =>
    ids.map((id) => `${tool}:${id}`),
  );
  const facts: readonly (readonly [string, string])[] = [
    ['Severity', `${rule.severity}, confidence ${rule.confidence}`],
    ['Profile', rule.profile],
    ['Fix', rule.fix],
    ['OWASP', rule.owasp.join(', ')],
    ['CWE', rule.cwe.join(', ')],
    ['Also known as', equivalents.join(', ')],
    ['Network', rule.online ? NETWORK[rule.online] : ''],
    ['Online', ruleUrl(rule.id)],
  ];
  const rows = facts
    .filter(([, value]) => value !== '')
    .map(([label, value]) => `${paint(style, 'dim', `${label}:`)} ${value}`);
  const docs = rule.docs.replace(/^## (.*)$/gm, (heading) => paint(style, 'bold', heading));
  return `${paint(style, 'bold', `${rule.id}: ${rule.summary}`)}\n\n${rows.join('\n')}\n\n${docs}\n`;
}
