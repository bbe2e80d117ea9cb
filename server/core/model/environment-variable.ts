import type { Document } from '../document.ts';
import type { FacetProvider } from '../facets.ts';
import { isScalar, type Pair } from '../parse/tree.ts';
import type { Span } from '../text/source.ts';
import type { Env } from './github/environment.ts';

/** A variable that a file sets for the commands it runs: `env`, `variables`, Dockerfile `ENV` and `ARG`. */
export interface EnvironmentVariable {
  readonly name: string;
  readonly value: string;
  /** The value as it stands in the file, quotes included. */
  readonly valueSpan: Span;
  /** From the name to the value. */
  readonly span: Span;
}

export const environmentVariableProvider: FacetProvider<EnvironmentVariable> = {
  kinds: ['github-workflow', 'github-action', 'gitlab-ci', 'buildspec', 'cloudformation', 'dockerfile'],
  of: (document) => {
    switch (document.kind) {
      case 'gitlab-ci':
        return gitlabVariables(document);
      case 'dockerfile':
        return document.facet('dockerfile').flatMap(({ pairs }) =>
          pairs.flatMap(({ keyword, name, nameSpan, value, valueSpan }) => {
            if (keyword === 'LABEL' || value === undefined) return [];
            return [{ name, value, valueSpan, span: { start: nameSpan.start, end: valueSpan.end } }];
          }),
        );
      case 'buildspec':
      case 'cloudformation':
        return document.facet('buildspec').flatMap(({ env }) => env.variables.flatMap(ofPair));
      default:
        return [
          ...document.facet('workflow').flatMap(({ env, jobs }) => [env, ...jobs.map((job) => job.env)]),
          ...document.facet('step').map((step) => step.env),
        ].flatMap(ofEnv);
    }
  },
};

function gitlabVariables(document: Document): readonly EnvironmentVariable[] {
  return document.facet('gitlab').flatMap(({ variables }) =>
    variables.flatMap(({ name, value }) => {
      if (!value) return [];
      const span = { start: name.span.start, end: value.span.end };
      return [{ name: name.text, value: value.text, valueSpan: value.span, span }];
    }),
  );
}

function ofEnv(env: Env | undefined): readonly EnvironmentVariable[] {
  return env?.entries.flatMap(({ pair }) => ofPair(pair)) ?? [];
}

function ofPair({ key, value, span }: Pair): readonly EnvironmentVariable[] {
  return isScalar(value) ? [{ name: key.text, value: value.text, valueSpan: value.span, span }] : [];
}
