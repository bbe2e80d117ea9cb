import type { Document } from '../document.ts';
import { PROFILES, SEVERITIES } from '../finding.ts';
import type { Registry } from '../registry.ts';
import type { Rule, RuleOption } from '../rule.ts';
import { type Config, DEFAULT_CONFIG, POLICY_TYPES, type RuleSetting } from './config.ts';
import {
  type ConfigProblem,
  type Field,
  type Places,
  type RecordShape,
  readShape,
  type Shape,
  schemaOf,
} from './shape.ts';

export interface ParsedConfig {
  /** Complete: what is missing or wrong in the file has its default. */
  readonly config: Config;
  readonly problems: readonly ConfigProblem[];
}

/**
 * Reads the text of `.pipewarden.yml`. Unknown keys, rules and values are problems with a position and, where
 * something is near, a "did you mean". What YAML itself could not read is in `document.tree.problems`. Never throws.
 */
export function parseConfig(document: Document, registry: Registry): ParsedConfig {
  const problems: ConfigProblem[] = [];
  const places: Places = new Map();
  const root = document.tree.roots[0];
  const read = (readShape(root, configShape(registry), problems, places) ?? {}) as ReadConfig;
  return { config: complete(read, places), problems };
}

/** The JSON schema of the configuration file, with every rule and its options. */
export function configSchema(registry: Registry): object {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Pipewarden configuration',
    ...schemaOf(configShape(registry)),
  };
}

const DATE = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;
const GLOB: Shape = { is: 'text', what: 'a glob', pattern: /^.{1,500}$/ };

/** The keys of the file. */
function configShape(registry: Registry): RecordShape {
  const ruleIds = registry.rules.map((rule) => rule.id);
  return {
    is: 'record',
    noun: 'key',
    fields: {
      profile: {
        shape: { is: 'choice', values: PROFILES },
        description: 'How much to report; each profile includes the one before it. Default: `default`.',
      },
      'fail-on': {
        shape: { is: 'choice', values: SEVERITIES },
        description: 'The mildest severity that makes `pipewarden check` fail. Default: `low`.',
      },
      exclude: {
        shape: { is: 'list', of: GLOB },
        description:
          'Globs of files and folders to leave out, from the folder of this file; without a slash, at any depth.',
      },
      rules: {
        shape: {
          is: 'record',
          noun: 'rule',
          fields: Object.fromEntries(registry.rules.map((rule) => [rule.id, ruleField(rule)])),
          alias: (name) => registry.equivalentsOf(name)[0]?.id,
        },
        description: 'By rule: `off`, a severity, or an object with `severity` and `options`.',
      },
      ignore: {
        shape: {
          is: 'list',
          of: {
            is: 'record',
            noun: 'key',
            oneOf: ['path', 'rule', 'sid'],
            // An entry that was half understood would silence more than its author meant.
            whole: true,
            fields: {
              path: { shape: GLOB, description: 'Glob of the files, from the folder of this file.' },
              rule: { shape: { is: 'name', noun: 'rule', values: ruleIds }, description: 'Id of the rule.' },
              sid: {
                shape: { is: 'text', what: 'the Sid of a statement' },
                description: 'Sid of the policy statement.',
              },
              reason: {
                shape: { is: 'text', what: 'a reason in words' },
                description: 'Why this is accepted; shown in reports.',
              },
              until: {
                shape: { is: 'text', what: 'a date such as `2026-12-31`', pattern: DATE },
                description: 'The last day (ISO date) on which the entry counts.',
              },
            },
          },
        },
        description: 'Findings to accept: those that match every key of an entry.',
      },
      'policy-types': {
        shape: { is: 'map', of: { is: 'choice', values: POLICY_TYPES } },
        description: 'By glob: what the policies in those files are attached to.',
      },
      online: {
        shape: { is: 'boolean' },
        description:
          'Let rules ask github.com for the branches and tags of the public repositories that workflows name. For the command line; the editor has a setting. Default: `false`.',
      },
    },
  };
}

function ruleField(rule: Rule): Field {
  const severity: Shape = { is: 'choice', values: ['off', ...SEVERITIES] };
  const options = Object.entries(rule.options ?? {}).map(([name, option]): [string, Field] => [
    name,
    { shape: OPTION_SHAPES[option.type], description: option.description },
  ]);
  const fields: Record<string, Field> = {
    severity: { shape: severity, description: 'A severity, or `off`.' },
  };
  if (options.length > 0) {
    fields.options = {
      shape: { is: 'record', noun: 'option', fields: Object.fromEntries(options) },
      description: 'The options of this rule.',
    };
  }
  return {
    shape: { is: 'either', single: severity, record: { is: 'record', noun: 'key', fields } },
    description: rule.summary,
  };
}

const OPTION_SHAPES: Readonly<Record<RuleOption['type'], Shape>> = {
  number: { is: 'number' },
  string: { is: 'text', what: 'a text' },
  boolean: { is: 'boolean' },
  'string-list': { is: 'list', of: { is: 'text', what: 'a text' } },
};

/** What `readShape` makes of the shape above: each key may be missing, what is there has its type. */
interface ReadConfig {
  readonly profile?: Config['profile'];
  readonly 'fail-on'?: Config['failOn'];
  readonly exclude?: readonly string[];
  readonly rules?: Readonly<Record<string, RuleSetting['severity'] | Partial<RuleSetting>>>;
  readonly ignore?: readonly Readonly<
    Partial<Record<'path' | 'rule' | 'sid' | 'reason' | 'until', string>>
  >[];
  readonly 'policy-types'?: Readonly<Record<string, Config['policyTypes'][number]['type']>>;
  readonly online?: boolean;
}

function complete(read: ReadConfig, places: Places): Config {
  const rules = Object.entries(read.rules ?? {}).map(([id, setting]): [string, RuleSetting] => [
    id,
    typeof setting === 'object' ? { options: {}, ...setting } : { severity: setting, options: {} },
  ]);
  return {
    profile: read.profile ?? DEFAULT_CONFIG.profile,
    failOn: read['fail-on'] ?? DEFAULT_CONFIG.failOn,
    exclude: read.exclude ?? [],
    rules: Object.fromEntries(rules),
    ignore: (read.ignore ?? []).map((entry) => ({
      ...entry,
      reason: entry.reason ?? '',
      span: places.get(entry)!,
    })),
    policyTypes: Object.entries(read['policy-types'] ?? {}).map(([glob, type]) => ({ glob, type })),
    online: read.online ?? false,
  };
}
