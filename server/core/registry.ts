import { type Facets, facetOf } from './facets.ts';
import { KINDS, type Kind } from './kinds.ts';
import type { Rule } from './rule.ts';

/** The rules of a run, by id and by the kinds they apply to. */
export class Registry {
  readonly rules: readonly Rule[];
  readonly #byId: ReadonlyMap<string, Rule>;
  readonly #byKind = new Map<Kind, readonly Rule[]>();
  readonly #facets = new Map<Rule, readonly (keyof Facets)[]>();

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

  /** The facets that a rule has handlers for. */
  facetsOf(rule: Rule): readonly (keyof Facets)[] {
    let found = this.#facets.get(rule);
    if (!found) {
      found = Object.keys(rule.check) as (keyof Facets)[];
      this.#facets.set(rule, found);
    }
    return found;
  }
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
