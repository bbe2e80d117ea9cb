import type { DocumentSettings } from '../document.ts';
import type { Config } from './config.ts';
import { compileGlob, type GlobMatcher } from './glob.ts';

/** What a configuration says about single files. Paths count from the configuration's folder, with `/`. */
export interface FileSettings {
  isExcluded(path: string): boolean;
  /** What changes how the file is read. */
  of(path: string): DocumentSettings;
}

/** Compiles the globs of a configuration, once for all its files. */
export function fileSettings(config: Config): FileSettings {
  const excluded: readonly GlobMatcher[] = config.exclude.map(compileGlob);
  const types = config.policyTypes.map(({ glob, type }) => ({ covers: compileGlob(glob), type }));
  return {
    isExcluded: (path) => excluded.some((covers) => covers(path)),
    of: (path) => {
      const found = types.find(({ covers }) => covers(path));
      return { policyType: found?.type, online: config.online };
    },
  };
}
