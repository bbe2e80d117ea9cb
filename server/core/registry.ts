import type { Config } from './config/config.ts';
import { type Facets, facetOf } from './facets.ts';
import { inProfile } from './finding.ts';
import { KINDS, type Kind } from './kinds.ts';
import type { Context, Rule } from './rule.ts';

/** The rules of a run, by id and by the kinds they apply to. */
export class Registry {
  readonly rules: readonly Rule[];
  readonly #byId: ReadonlyMap<string, Rule>;
  readonly #byKind = new Map<Kind, readonly Rule[]>();
  readonly #plans = new WeakMap<Config, Map<Kind, Plan>>();

  constructor(rules: readonly Rule[]) {
    this.rules = rules;
    this.#byId = new Map(rules.map((rule) => [rule.id, rule]));
  }

  get(id: string): Rule | undefined {
    return this.#byId.get(id);
  }

  /**
   * The rules that cover a rule of another tool, named `zizmor:template-injection` or without the tool. Sorted as in the
   * registry.
   */
  equivalentsOf(name: string): readonly Rule[] {
    const colon = name.indexOf(':');
    const [tool, id] = colon === -1 ? [undefined, name] : [name.slice(0, colon), name.slice(colon + 1)];
    return this.rules.filter((rule) =>
      Object.entries(rule.equivalents ?? {}).some(
        ([peer, ids]) => (tool === undefined || peer === tool) && ids.includes(id),
      ),
    );
  }

  forKind(kind: Kind): readonly Rule[] {
    let found = this.#byKind.get(kind);
    if (!found) {
      found = this.rules.filter((rule) => kindsOf(rule).includes(kind));
      this.#byKind.set(kind, found);
    }
    return found;
  }

  /**
   * What to run on a document of a kind: the rules that are on, and those that find secrets even when they are off.
   * Made once per configuration, since every file asks for it.
   */
  planFor(kind: Kind, config: Config): Plan {
    let byKind = this.#plans.get(config);
    if (!byKind) {
      byKind = new Map();
      this.#plans.set(config, byKind);
    }
    let plan = byKind.get(kind);
    if (!plan) {
      plan = planOf(this.forKind(kind), kind, config);
      byKind.set(kind, plan);
    }
    return plan;
  }
}

/** Rules with what the configuration makes of them, by the facet whose facts they are told. */
export interface Plan {
  /** The rules whose findings may be reported. */
  readonly on: ReadonlySet<Rule>;
  /** By facet, so that a facet without facts costs one look, however many rules ask for it. */
  readonly handlers: ReadonlyMap<keyof Facets, readonly PlannedHandler[]>;
}

/** A handler of one rule for one facet. */
export interface PlannedHandler {
  readonly rule: Rule;
  /** True when nothing of the rule would be reported, so that it only runs to know the secrets. */
  readonly off: boolean;
  readonly handle: Handler;
}

/** A handler of any facet; `check` is what ties it to the type of the facet's facts. */
export type Handler = (context: Context, fact: unknown) => void;

function planOf(rules: readonly Rule[], kind: Kind, config: Config): Plan {
  const on = new Set<Rule>();
  const handlers = new Map<keyof Facets, PlannedHandler[]>();
  for (const rule of rules) {
    const off =
      config.rules[rule.id]?.severity === 'off' || !inProfile(rule.earliest ?? rule.profile, config.profile);
    if (off && !rule.findsSecrets) continue;
    if (!off) on.add(rule);
    for (const facet of Object.keys(rule.check) as (keyof Facets)[]) {
      if (!facetOf(facet).kinds.includes(kind)) continue;
      const planned = { rule, off, handle: rule.check[facet] as Handler };
      const known = handlers.get(facet);
      if (known) known.push(planned);
      else handlers.set(facet, [planned]);
    }
  }
  return { on, handlers };
}

/** The kinds a rule applies to: those of its facets, narrowed by its own `kinds`. */
export function kindsOf(rule: Rule): readonly Kind[] {
  const facets = Object.keys(rule.check) as (keyof Facets)[];
  return KINDS.filter(
    (kind) =>
      (rule.kinds === undefined || rule.kinds.includes(kind)) &&
      facets.some((facet) => facetOf(facet).kinds.includes(kind)),
  );
}
