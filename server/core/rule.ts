import type { Document } from './document.ts';
import type { Facets } from './facets.ts';
import type { Confidence, Fix, Profile, Severity } from './finding.ts';
import type { Kind } from './kinds.ts';
import type { Registry } from './registry.ts';
import type { Source, Span } from './text/source.ts';

/** The other tools whose rules `equivalents` names. */
export const PEER_TOOLS = [
  'zizmor',
  'actionlint',
  'glsec',
  'gitleaks',
  'access-analyzer',
  'parliament',
  'checkov',
  'guarddog',
  'pipeline-check',
  'poutine',
  'sisakulint',
  'cfn-lint',
  'secretlint',
] as const;
export type PeerTool = (typeof PEER_TOOLS)[number];

/** OWASP Top 10 CI/CD Security Risks. */
export type OwaspId = `CICD-SEC-${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10}`;

export interface RuleOption {
  readonly type: 'number' | 'string' | 'boolean' | 'string-list';
  readonly default: number | string | boolean | readonly string[];
  readonly description: string;
}

/** Another place that a hit speaks of. */
export interface RelatedHit {
  readonly span: Span;
  readonly message: string;
  /** The file it is in, where that is another one. */
  readonly source?: Source;
}

/** What a rule says of a place. */
export interface Hit {
  /** The smallest text that shows the hazard: the value, not the step. */
  readonly span: Span;
  /** What is wrong, then what to do; one line, no rule id, no URL, at most about 120 characters. */
  readonly message: string;
  readonly related?: readonly RelatedHit[];
  /** Called only when the report is asked for with fixes; none where no edit is certain. */
  readonly fixes?: () => readonly (Fix | undefined)[];
  /** Where one place is worse or less sure than the rule in general. */
  readonly severity?: Severity;
  readonly confidence?: Confidence;
  readonly profile?: Profile;
  /** Text that must not leave the engine; masked wherever the file is quoted. Defaults to none. */
  readonly secret?: Span;
  /** Sid of the policy statement, so that the configuration can ignore by it. */
  readonly sid?: string | undefined;
}

export interface Context {
  readonly document: Document;
  readonly source: Source;
  /** All rules, for the rules that speak of rules. */
  readonly registry: Registry;
  /** The value of one of the rule's options, from the configuration or its default. */
  option<T extends RuleOption['default']>(name: string): T;
  report(hit: Hit): void;
}

/** Handlers by facet: each is called once per fact of that facet in the document. */
export type Check = { readonly [F in keyof Facets]?: (ctx: Context, fact: Facets[F]) => void };

export interface RuleDefinition {
  /** Names the bad pattern, so that "allow <id>" reads right. Equals the file's name. */
  readonly id: string;
  /** One line for tables, without a full stop. */
  readonly summary: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly profile: Profile;
  /** The earliest profile that one of its hits may belong to, where that is before `profile`. */
  readonly earliest?: Profile;
  readonly owasp: readonly OwaspId[];
  readonly cwe: readonly number[];
  /** The version that brought the rule. */
  readonly since: string;
  /** The best fix that the rule offers anywhere. */
  readonly fix: 'safe' | 'unsafe' | 'none';
  readonly equivalents?: Readonly<Partial<Record<PeerTool, readonly string[]>>>;
  readonly references?: readonly string[];
  /** True when its hits name secrets: it then runs even when it is off, so that nothing else quotes them. */
  readonly findsSecrets?: boolean;
  /** `only`: it says nothing where the network may not be asked. `more`: it says more where it may. */
  readonly online?: 'only' | 'more';
  /** Narrows the kinds that the facets of `check` bring along. */
  readonly kinds?: readonly Kind[];
  readonly options?: Readonly<Record<string, RuleOption>>;
  /**
   * Markdown: `## What it does`, `## Why is this bad?`, `## Example` with a fenced block tagged `bad <path>` and one
   * tagged `good <path>` (both are run by the tests), and, where the rule has a fix that needs it, `## Fix safety`.
   */
  readonly docs: string;
  readonly check: Check;
}

export type Rule = RuleDefinition;

/** Declares a rule: the one default export of its file. */
export function defineRule(definition: RuleDefinition): Rule {
  let docs: string | undefined;
  return {
    ...definition,
    // Made when first read: a run that only lints needs the documentation of no rule.
    get docs() {
      docs ??= dedent(definition.docs);
      return docs;
    },
  };
}

/** Where a rule's documentation stands on the web. */
export function ruleUrl(id: string): string {
  return `https://github.com/pipewarden/pipewarden/blob/main/docs/rules/${id}.md`;
}

/** Takes the indentation of a template literal away. */
function dedent(text: string): string {
  const lines = text.replace(/^\n/, '').trimEnd().split('\n');
  const indents = lines
    .filter((line) => line.trim() !== '')
    .map((line) => line.length - line.trimStart().length);
  const indent = Math.min(...indents, Number.MAX_SAFE_INTEGER);
  return lines.map((line) => line.slice(indent)).join('\n');
}
