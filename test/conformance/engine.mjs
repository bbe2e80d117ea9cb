// Bundles the engine with the test support into one module, so that plain scripts can lint.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

export const repository = path.resolve(import.meta.dirname, '../..');

/** The engine's modules that the scripts of this folder need. */
export async function loadEngine() {
  const outfile = path.join(repository, 'node_modules/.cache/pipewarden/conformance.mjs');
  await build({
    stdin: {
      contents: [
        "export { rules } from './rules/registry.generated.ts';",
        "export { lintText, services } from './test/support/lint.ts';",
        "export { classify } from './server/core/classify.ts';",
        "export { DEFAULT_CONFIG } from './server/core/config/config.ts';",
        "export { Document } from './server/core/document.ts';",
        "export { atLeast, inProfile } from './server/core/finding.ts';",
        "export { settleFixes } from './server/core/fix.ts';",
        "export { lint } from './server/core/lint.ts';",
        "export { Registry } from './server/core/registry.ts';",
        "export { applyEdits } from './server/core/text/edit.ts';",
        "export { Source } from './server/core/text/source.ts';",
      ].join('\n'),
      resolveDir: repository,
      loader: 'ts',
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    outfile,
    logLevel: 'error',
    define: { PIPEWARDEN_VERSION: '"conformance"' },
  });
  return import(pathToFileURL(outfile).href);
}

/** The folder `shared/<name>` beside the repository, or where `PIPEWARDEN_SHARED` says it is. */
export function sharedFolder(name) {
  const shared = process.env.PIPEWARDEN_SHARED ?? path.resolve(repository, '../shared');
  return path.join(shared, name);
}

export function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** The file itself, or all files below a folder. */
export function filesBelow(target) {
  if (statSync(target).isFile()) return [target];
  return readdirSync(target)
    .sort()
    .flatMap((name) => filesBelow(path.join(target, name)));
}

export function isFile(target) {
  return existsSync(target) && statSync(target).isFile();
}

/** The ids of a peer's rules that each of our rules names as its equivalents. */
export function equivalentsIn({ rules }, peer) {
  return new Map(rules.map((rule) => [rule.id, new Set(rule.equivalents?.[peer] ?? [])]));
}
