import { type Confidence, SEVERITIES, type Severity } from '../finding.ts';
import type { Variable } from '../model/variable.ts';
import { type Context, defineRule, type Rule, type RuleDefinition } from '../rule.ts';
import { maskSecret } from '../text/mask.ts';
import type { SecretFamily, SecretHit } from './format.ts';
import { movesOf } from './move.ts';

/** What the rule of one family of formats says of itself; the formats are in the tables. */
export interface SecretRuleDefinition
  extends Pick<RuleDefinition, 'summary' | 'severity' | 'equivalents' | 'references'> {
  readonly id: SecretFamily;
  /** Markdown behind "Reports": which credentials, in what form. */
  readonly reports: string;
  /** What someone does with such a credential. */
  readonly harm: string;
  /** How to revoke or replace it, for the section on the fix. */
  readonly revoke: string;
  /** Made-up credentials of the right form in a file, and the same file without them. */
  readonly bad: { readonly path: string; readonly text: string };
  readonly good: string;
}

/** Declares the rule that reports the secrets of one family. */
export function secretRule(definition: SecretRuleDefinition): Rule {
  const { id, summary, severity, equivalents, references } = definition;
  return defineRule({
    id,
    summary,
    severity,
    confidence: 'high',
    profile: 'default',
    owasp: ['CICD-SEC-6'],
    cwe: [798],
    since: '0.1.0',
    fix: 'unsafe',
    findsSecrets: true,
    ...(equivalents && { equivalents }),
    ...(references && { references }),
    docs: docsOf(definition),
    check: {
      secret(ctx, hit) {
        if (hit.format.family === id) report(ctx, hit, severity);
      },
    },
  });
}

function docsOf({ reports, harm, revoke, bad, good }: SecretRuleDefinition): string {
  const language = bad.path.endsWith('.json') ? 'json' : /\.ya?ml$/.test(bad.path) ? 'yaml' : 'text';
  return `
## What it does
Reports ${reports} Placeholders, documented samples and references to variables are left alone. A token whose checksum does not hold, and one in a folder of tests or documentation, is reported one step milder.

## Why is this bad?
Everyone who can read the repository, its history, a fork or a build log has the credential. ${harm}

## Example
\`\`\`${language} bad ${bad.path}
${bad.text.trim()}
\`\`\`
Use instead:
\`\`\`${language} good ${bad.path}
${good.trim()}
\`\`\`

## Fix safety
The fix only changes the file: it makes the pipeline read the value from a secret store under a name that you should adapt. Removing the text does not take the credential back, since the history keeps it. ${revoke}
`;
}

/** The path of a test, a fixture or a document: its secrets are often made up. */
const EXAMPLE_PATH =
  /(?:^|\/)(?:tests?|__tests__|specs?|fixtures?|test-?data|examples?|samples?|docs?|mocks?)\//i;

function report(ctx: Context, hit: SecretHit, ruleSeverity: Severity): void {
  const { format, verdict, partner, start, end } = hit;
  // Of a pair only the secret half is reported, with the id beside it.
  if (format.partner && partner) return;
  const isMild = verdict !== 'certain' && (verdict !== 'plausible' || EXAMPLE_PATH.test(ctx.source.path));
  const severity = format.severity ?? ruleSeverity;
  const variable = variableAt(ctx, start, end);
  // An id that the pipeline sets beside a secret from a store gives nothing away.
  const isHarmless =
    format.partner !== undefined && variable !== undefined && /key[_-]?id$/i.test(variable.name);
  const confidence: Confidence = isMild ? 'medium' : (format.confidence ?? 'high');
  const span = { start, end };
  const related = partner && [{ span: partner, message: 'This id belongs to it.' }];
  ctx.report({
    span,
    secret: span,
    message: messageOf(hit, ctx.source.slice(span)),
    severity: isMild || isHarmless ? milder(severity) : severity,
    confidence: verdict === 'sample' ? 'low' : confidence,
    ...((verdict === 'sample' || isHarmless) && { profile: 'strict' as const }),
    ...(related && { related }),
    fixes: () => (variable ? movesOf(ctx.document, variable, span) : []),
  });
}

function messageOf({ format, verdict }: SecretHit, secret: string): string {
  const shown = /\s/.test(secret) ? '' : ` \`${maskSecret(secret)}\``;
  const doubt = verdict === 'unlikely' ? ' (its checksum does not hold)' : '';
  return `${format.name}${shown} stands in the file${doubt}; ${format.advice ?? 'revoke it and read a new one from a secret store'}.`;
}

/** The variable that the secret is the value of, or a part of. */
function variableAt(ctx: Context, start: number, end: number): Variable | undefined {
  return ctx.document
    .facet('variable')
    .find(({ valueSpan }) => valueSpan.start <= start && valueSpan.end >= end);
}

function milder(severity: Severity): Severity {
  return SEVERITIES[Math.min(SEVERITIES.indexOf(severity) + 1, SEVERITIES.indexOf('low'))]!;
}
