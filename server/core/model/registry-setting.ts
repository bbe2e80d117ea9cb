import type { Document } from '../document.ts';
import type { FacetProvider } from '../facets.ts';
import type { Kind } from '../kinds.ts';
import type { Span } from '../text/source.ts';
import { gemfileSettings } from './manifest/gemfile.ts';
import { iniSettings } from './manifest/ini.ts';
import { pomSettings } from './manifest/maven.ts';
import { pipfileSettings, pyprojectSettings } from './manifest/pyproject.ts';
import { requirementsSettings } from './manifest/requirements.ts';
import type { Quote } from './manifest.ts';

/** One line of configuration that says where packages come from, or how that place is trusted. */
export interface RegistrySetting {
  readonly manager: 'npm' | 'pip' | 'uv' | 'poetry' | 'pipenv' | 'pdm' | 'bundler' | 'maven';
  /**
   * The setting's name in the manager's own words (`registry`, `@scope:registry`, `strict-ssl`, `extra-index-url`),
   * without dashes in front; `index` for a list entry such as `[[tool.uv.index]]`.
   */
  readonly key: string;
  readonly keySpan: Span;
  /** One value; a setting with several values is several facts. */
  readonly value: Quote;
  readonly span: Span;
  /** `option`: written as on a command line (`--index-url`); `key`: `key = value`. */
  readonly form: 'option' | 'key';
}

const READERS: Readonly<Partial<Record<Kind, (document: Document) => readonly RegistrySetting[]>>> = {
  requirements: requirementsSettings,
  'pip-conf': iniSettings,
  npmrc: iniSettings,
  pyproject: pyprojectSettings,
  pipfile: pipfileSettings,
  gemfile: gemfileSettings,
  'maven-pom': pomSettings,
};

export const registrySettingProvider: FacetProvider<RegistrySetting> = {
  kinds: Object.keys(READERS) as Kind[],
  of: (document) => READERS[document.kind]?.(document) ?? [],
};
