import { PROFILES, type Profile, SEVERITIES, type Severity } from '../core/finding.ts';
import { KINDS, type Kind } from '../core/kinds.ts';

export type DiagnosticLevel = 'error' | 'warning' | 'information' | 'hint';

/** The editor's settings for one resource. Policy belongs into `.pipewarden.yml`; these are preferences. */
export interface Settings {
  readonly enable: boolean;
  readonly run: 'onType' | 'onSave' | 'manual';
  /** Path of the configuration from the workspace folder, or null to look for one. */
  readonly configFile: string | null;
  readonly minimumSeverity: Severity;
  readonly profile: Profile;
  readonly severityMap: Readonly<Record<Severity, DiagnosticLevel>>;
  /** Kinds of files whose names and contents do not say it, by glob. */
  readonly include: Readonly<Record<string, Kind>>;
  /** Globs of files to leave alone. */
  readonly exclude: readonly string[];
  readonly unsafeFixes: 'offer' | 'hide';
  readonly online: boolean;
  readonly awsProfile: string;
  readonly awsRegion: string;
}

const LEVELS = ['error', 'warning', 'information', 'hint'] as const;
const DEFAULT_LEVELS: Readonly<Record<Severity, DiagnosticLevel>> = {
  critical: 'error',
  high: 'error',
  medium: 'warning',
  low: 'information',
  info: 'hint',
};

/** Reads the `pipewarden` section of the settings. Whatever is missing or has the wrong type has its default. */
export function readSettings(section: unknown): Settings {
  const top = record(section);
  const files = record(top.files);
  const aws = record(top.aws);
  const levels = record(top.severityMap);
  return {
    enable: top.enable !== false,
    run: oneOf(top.run, ['onType', 'onSave', 'manual'], 'onType'),
    configFile: typeof top.configFile === 'string' && top.configFile !== '' ? top.configFile : null,
    minimumSeverity: oneOf(top.minimumSeverity, SEVERITIES, 'low'),
    profile: oneOf(top.profile, PROFILES, 'default'),
    severityMap: Object.fromEntries(
      SEVERITIES.map((severity) => [severity, oneOf(levels[severity], LEVELS, DEFAULT_LEVELS[severity])]),
    ) as Record<Severity, DiagnosticLevel>,
    include: Object.fromEntries(
      Object.entries(record(files.include)).filter(([, kind]) => KINDS.includes(kind as Kind)),
    ) as Record<string, Kind>,
    exclude: Object.entries(record(files.exclude))
      .filter(([, on]) => on === true)
      .map(([glob]) => glob),
    unsafeFixes: oneOf(record(top.fix).unsafe, ['offer', 'hide'], 'offer'),
    online: record(top.online).enable === true,
    awsProfile: text(aws.profile),
    awsRegion: text(aws.region),
  };
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function oneOf<T extends string>(value: unknown, allowed: readonly T[], otherwise: T): T {
  return allowed.find((one) => one === value) ?? otherwise;
}
