import type { Profile, Severity } from '../finding.ts';
import type { RuleOption } from '../rule.ts';
import type { Span } from '../text/source.ts';

/** What a policy document is attached to; its principals, actions and resources mean different things in each. */
export const POLICY_TYPES = [
  'identity',
  'trust',
  'resource',
  'scp',
  'rcp',
  'boundary',
  'session',
  'vpc-endpoint',
] as const;
export type PolicyType = (typeof POLICY_TYPES)[number];

export interface RuleSetting {
  readonly severity?: Severity | 'off' | undefined;
  readonly options: Readonly<Record<string, RuleOption['default']>>;
}

/** Findings that the configuration silences: those that match every key given. */
export interface IgnoreEntry {
  /** Glob over the path from the configuration's folder. */
  readonly path?: string | undefined;
  readonly rule?: string | undefined;
  /** Sid of the policy statement. */
  readonly sid?: string | undefined;
  readonly reason: string;
  /** ISO date (`2026-12-31`) after which the entry no longer counts. */
  readonly until?: string | undefined;
  /** Where the entry stands in the configuration file. */
  readonly span: Span;
}

/** The settings of a run, complete: what `.pipewarden.yml` does not say has its default. */
export interface Config {
  readonly profile: Profile;
  readonly failOn: Severity;
  /** Globs of paths that are left out; see `glob.ts`. */
  readonly exclude: readonly string[];
  readonly rules: Readonly<Record<string, RuleSetting>>;
  readonly ignore: readonly IgnoreEntry[];
  readonly policyTypes: readonly { readonly glob: string; readonly type: PolicyType }[];
  readonly online: boolean;
}

export const DEFAULT_CONFIG: Config = {
  profile: 'default',
  failOn: 'low',
  exclude: [],
  rules: {},
  ignore: [],
  policyTypes: [],
  online: false,
};

/** The names of the configuration file, from the folder it holds for; the first one that exists counts. */
export const CONFIG_NAMES = [
  '.pipewarden.yml',
  '.pipewarden.yaml',
  '.github/pipewarden.yml',
  '.github/pipewarden.yaml',
] as const;

/** True when a file at `path` (or URI, with `/`) is a configuration by its name. */
export function isConfigPath(path: string): boolean {
  return CONFIG_NAMES.some((name) => path === name || path.endsWith(`/${name}`));
}
