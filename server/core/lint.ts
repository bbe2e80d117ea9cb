import type { Config, IgnoreEntry } from './config/config.ts';
import type { Document, Need } from './document.ts';
import {
  compareFindings,
  type ExcerptLine,
  type Finding,
  type Fix,
  inProfile,
  type Profile,
  type Severity,
} from './finding.ts';
import { Fingerprinter } from './fingerprint.ts';
import { isSwitchedOff } from './model/github/workflow.ts';
import type { Plan, PlannedHandler, Registry } from './registry.ts';
import { type Context, type Hit, type Rule, type RuleOption, ruleUrl } from './rule.ts';
import { SecretMask } from './secret-mask.ts';
import { findIgnores, type IgnoreDirective, removeDirective } from './suppress.ts';
import type { Span } from './text/source.ts';

export interface LintOptions {
  readonly registry: Registry;
  readonly config: Config;
  /** Compute the fixes of each finding. Defaults to true. */
  readonly fixes?: boolean;
  /** Quote the lines of each finding, secrets masked. Defaults to false. */
  readonly excerpts?: boolean;
  /** The path that fingerprints use, from the root of the project. Defaults to the document's path. */
  readonly identity?: string;
  /** What the host knows about this file and a rule cannot, such as entries of the configuration that are stale. */
  readonly hits?: readonly HostHit[];
  /** The entry when an `ignore` entry of the configuration covers the finding; see `config/ignore.ts`. */
  readonly ignored?: (finding: Finding, sid: string | undefined) => IgnoreEntry | undefined;
}

export interface HostHit {
  readonly ruleId: string;
  readonly hit: Hit;
}

export interface FileReport {
  readonly path: string;
  readonly kind: string;
  /** Sorted; suppressed ones included, marked as such. */
  readonly findings: readonly Finding[];
  /** What the host should bring before it lints this document again; empty when the report is final. */
  readonly needs: readonly Need[];
  /** The places of secrets, for hosts that quote the file; complete only when excerpts were asked for. */
  readonly secrets: readonly Span[];
}

/**
 * Lints one document: runs the rules of its kind, each guarded, then applies suppressions and severities. Pure and
 * synchronous; the same document, rules and configuration give the same report in every host.
 */
export function lint(document: Document, options: LintOptions): FileReport {
  return new Run(document, options).report();
}

/** A hit together with the rule that made it. */
interface RawFinding {
  readonly rule: Rule;
  readonly hit: Hit;
}

/** So many characters of a line are quoted. */
const MAX_EXCERPT = 500;

class Run {
  readonly #document: Document;
  readonly #options: LintOptions;
  readonly #config: Config;
  readonly #hits: RawFinding[] = [];
  readonly #secrets: Span[] = [];
  readonly #plan: Plan;
  readonly #contexts = new Map<Rule, Context>();
  readonly #failed = new Set<Rule>();
  #mask: SecretMask;
  /** Whether the document is a workflow in which no job can run; told when it first matters. */
  #off: boolean | undefined;

  constructor(document: Document, options: LintOptions) {
    this.#document = document;
    this.#options = options;
    this.#config = options.config;
    this.#mask = new SecretMask(document.source, []);
    this.#plan = options.registry.planFor(document.kind, options.config);
  }

  report(): FileReport {
    const { source, kind } = this.#document;
    this.#document.needs.clear();
    for (const [facet, handlers] of this.#plan.handlers) {
      let facts: readonly unknown[] = [];
      try {
        facts = this.#document.facet(facet);
      } catch (error) {
        for (const { rule, off } of handlers) this.#fail(rule, off, error);
      }
      if (facts.length > 0) for (const planned of handlers) this.#run(planned, facts);
    }
    for (const { ruleId, hit } of this.#options.hits ?? []) this.#reportFor(ruleId, hit);
    this.#mask = new SecretMask(source, this.#secrets);
    const ignores = findIgnores(source);
    const used = new Set<IgnoreDirective>();
    this.#hits.sort((a, b) => a.hit.span.start - b.hit.span.start);
    const fingerprints = new Fingerprinter();
    const findings = this.#hits.map((raw) => this.#finding(raw, ignores, used, fingerprints));
    for (const raw of this.#unusedIgnores(ignores, used))
      findings.push(this.#finding(raw, [], used, fingerprints));
    return {
      path: source.path,
      kind,
      findings: dedupe(findings.sort(compareFindings)),
      needs: [...this.#document.needs],
      secrets: this.#secrets,
    };
  }

  #reportFor(ruleId: string, hit: Hit): void {
    const rule = this.#options.registry.get(ruleId);
    if (rule) this.#context(rule, this.#config.rules[ruleId]?.severity === 'off').report(hit);
  }

  #run({ rule, off, handle }: PlannedHandler, facts: readonly unknown[]): void {
    if (this.#failed.has(rule)) return;
    let context = this.#contexts.get(rule);
    if (!context) {
      context = this.#context(rule, off);
      this.#contexts.set(rule, context);
    }
    try {
      for (const fact of facts) handle(context, fact);
    } catch (error) {
      this.#fail(rule, off, error);
    }
  }

  /** Leaves the rule out of the rest of the run and says so. */
  #fail(rule: Rule, off: boolean, error: unknown): void {
    if (!off && !this.#failed.has(rule)) this.#internalError(rule, error);
    this.#failed.add(rule);
  }

  #context(rule: Rule, off: boolean): Context {
    const settings = this.#config.rules[rule.id]?.options;
    return {
      document: this.#document,
      source: this.#document.source,
      registry: this.#options.registry,
      option: <T extends RuleOption['default']>(name: string) =>
        (settings?.[name] ?? rule.options?.[name]?.default) as T,
      report: (hit) => {
        if (hit.secret) this.#secrets.push(hit.secret);
        // A rule that is left out of a profile by its metadata must not have hits that belong to it.
        if (hit.profile && !inProfile(rule.earliest ?? rule.profile, hit.profile))
          throw new RangeError(hit.profile);
        const profile = this.#profileOf(rule, hit);
        if (!off && inProfile(profile, this.#config.profile))
          this.#hits.push({ rule, hit: { ...hit, profile } });
      },
    };
  }

  /** What is found in a workflow that is switched off harms nobody today: it is for those who ask for more. */
  #profileOf(rule: Rule, hit: Hit): Profile {
    const profile = hit.profile ?? rule.profile;
    if (profile !== 'default' || rule.findsSecrets || 'text' in rule.check || 'problem' in rule.check)
      return profile;
    this.#off ??= this.#document.facet('workflow').some(isSwitchedOff);
    return this.#off ? 'strict' : profile;
  }

  #internalError(rule: Rule, error: unknown): void {
    const own = this.#options.registry.get('internal-error');
    if (!own) throw error;
    const what = error instanceof Error ? error.name : 'an error';
    const message = `The rule \`${rule.id}\` failed on this file (${what}); report it, the other rules have run.`;
    this.#hits.push({ rule: own, hit: { span: { start: 0, end: 0 }, message } });
  }

  #finding(
    { rule, hit }: RawFinding,
    ignores: readonly IgnoreDirective[],
    used: Set<IgnoreDirective>,
    fingerprints: Fingerprinter,
  ): Finding {
    const { source, kind } = this.#document;
    const range = source.rangeOf(hit.span);
    const flagged = this.#mask.slice(hit.span);
    const finding: Finding = {
      ruleId: rule.id,
      severity: this.#severity(rule, hit),
      confidence: hit.confidence ?? rule.confidence,
      profile: hit.profile ?? rule.profile,
      message: this.#mask.masked(hit.message),
      path: source.path,
      kind,
      range,
      related: (hit.related ?? []).map(({ span, message, source: place = source }) => ({
        path: place.path,
        range: place.rangeOf(span),
        message: this.#mask.masked(message),
      })),
      fixes: this.#fixes(hit),
      fingerprint: fingerprints.next(rule.id, this.#options.identity ?? source.path, flagged),
      owasp: rule.owasp,
      cwe: rule.cwe,
      url: ruleUrl(rule.id),
      ...(this.#options.excerpts && { excerpt: this.#excerpt(hit.span) }),
    };
    const directive = ignores.find((ignore) => covers(ignore, rule.id, range.start.line, range.end.line));
    if (directive) {
      used.add(directive);
      return { ...finding, suppressed: { by: 'comment', reason: directive.reason } };
    }
    const entry = this.#options.ignored?.(finding, hit.sid);
    return entry ? { ...finding, suppressed: { by: 'config', reason: entry.reason } } : finding;
  }

  #severity(rule: Rule, hit: Hit): Severity {
    const configured = this.#config.rules[rule.id]?.severity;
    if (configured && configured !== 'off') return configured;
    return hit.severity ?? rule.severity;
  }

  #fixes(hit: Hit): readonly Fix[] {
    if (this.#options.fixes === false || !hit.fixes) return [];
    try {
      return hit
        .fixes()
        .filter((fix): fix is Fix => fix !== undefined && fix.edits.length > 0 && !this.#leaks(fix));
    } catch {
      // A fix that cannot be made is no reason to lose the finding.
      return [];
    }
  }

  /** True when a fix would move a secret: reports hold the new text, so such a fix is not offered. */
  #leaks(fix: Fix): boolean {
    return fix.edits.some((edit) => this.#mask.masked(edit.newText) !== edit.newText);
  }

  #excerpt(span: Span): readonly ExcerptLine[] {
    const { source } = this.#document;
    const first = source.lineAt(span.start);
    const last = Math.min(source.lineAt(Math.max(span.start, span.end - 1)), first + 2);
    const lines: ExcerptLine[] = [];
    for (let line = first; line <= last; line++) {
      const { start, end } = source.lineSpan(line);
      lines.push({ line, text: this.#mask.slice({ start, end: Math.min(end, start + MAX_EXCERPT) }) });
    }
    return lines;
  }

  /** An ignore comment that silences nothing is reported, if its rule has had its chance in this run. */
  #unusedIgnores(ignores: readonly IgnoreDirective[], used: ReadonlySet<IgnoreDirective>): RawFinding[] {
    const own = this.#options.registry.get('unused-ignore');
    if (!own || this.#config.rules[own.id]?.severity === 'off' || this.#document.needs.size > 0) return [];
    return ignores
      .filter((ignore) => !used.has(ignore) && this.#isStale(ignore.ruleId))
      .map((ignore) => ({
        rule: own,
        hit: {
          span: ignore.span,
          message: this.#options.registry.get(ignore.ruleId)
            ? `Nothing here is reported by \`${ignore.ruleId}\` any more; remove it from the comment.`
            : `No rule is called \`${ignore.ruleId}\`; correct the name or remove the comment.`,
          fixes: () => [
            {
              title: `Remove ${ignore.ruleId} from the comment`,
              safety: 'safe' as const,
              edits: [removeDirective(this.#document.source, ignore)],
            },
          ],
        },
      }));
  }

  #isStale(ruleId: string): boolean {
    const rule = this.#options.registry.get(ruleId);
    if (!rule) return true;
    // What the network did not say this time it may say the next.
    if (rule.online) return false;
    if (this.#plan.on.has(rule)) return inProfile(rule.profile, this.#config.profile);
    return !this.#options.registry.forKind(this.#document.kind).includes(rule);
  }
}

function covers(ignore: IgnoreDirective, ruleId: string, first: number, last: number): boolean {
  if (ignore.ruleId !== ruleId) return false;
  if (ignore.line === undefined) return true;
  return ignore.line <= last && (ignore.lastLine ?? ignore.line) >= first;
}

/** Two facets can lead a rule to the same place (an anchor used twice); it is said once. */
function dedupe(sorted: readonly Finding[]): Finding[] {
  return sorted.filter((finding, i) => {
    const before = sorted[i - 1];
    return (
      !before ||
      before.ruleId !== finding.ruleId ||
      before.message !== finding.message ||
      before.range.start.offset !== finding.range.start.offset ||
      before.range.end.offset !== finding.range.end.offset
    );
  });
}
