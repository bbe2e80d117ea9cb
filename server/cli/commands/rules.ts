import { rules } from '../../../rules/registry.generated.ts';
import { kindsOf } from '../../core/registry.ts';
import { PEER_TOOLS, type Rule, ruleUrl } from '../../core/rule.ts';
import { type Invocation, UsageError } from '../args.ts';
import { print } from '../output.ts';
import { paint, styleFor } from '../style.ts';

/** `pipewarden rules`: all rules, as a table or as JSON. */
export async function listRules({ options }: Invocation): Promise<number> {
  const { format = 'text' } = options;
  if (format === 'json') await print([`${JSON.stringify(rules.map(describe), null, 2)}\n`]);
  else if (format === 'text') await print(table(options.color));
  else throw new UsageError(`\`rules\` prints text or json, not ${format}`);
  return 0;
}

/** A rule as programs read it; the keys are a contract. */
function describe(rule: Rule): object {
  const { id, summary, severity, confidence, profile, fix, owasp, cwe, since } = rule;
  return {
    id,
    summary,
    severity,
    confidence,
    profile,
    kinds: kindsOf(rule),
    fix,
    online: rule.online === 'only',
    owasp,
    cwe,
    since,
    url: ruleUrl(id),
    equivalents: Object.fromEntries(PEER_TOOLS.map((tool) => [tool, rule.equivalents?.[tool] ?? []])),
  };
}

function table(color: string | undefined): string[] {
  const style = styleFor(process.stdout, color);
  const width = Math.max(...rules.map(({ id }) => id.length));
  const lines = rules.map(({ id, severity, profile, fix, summary }) => {
    const facts = `${severity.padEnd(8)}  ${profile.padEnd(7)}  ${(fix === 'none' ? '' : `${fix} fix`).padEnd(10)}`;
    return `${paint(style, 'bold', id.padEnd(width))}  ${facts}  ${summary}\n`;
  });
  return [...lines, `\n${rules.length} rules; \`pipewarden explain RULE\` tells more.\n`];
}
