// Bundles the engine with the test support into one module, so that plain scripts can lint.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const repository = path.resolve(import.meta.dirname, '../..');

/** The engine's modules that the scripts of this folder need. */
export async function loadEngine() {
  const outfile = path.join(repository, 'node_modules/.cache/pipewarden/conformance.mjs');
  await build({
    stdin: {
      contents: [
        "export { rules } from './rules/registry.generated.ts';",
        "export { lintText, services } from './test/support/lint.ts';",
        "export { classify } from './server/core/classify.ts';",
        "export { Document } from './server/core/document.ts';",
        "export { settleFixes } from './server/core/fix.ts';",
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
  });
  return import(pathToFileURL(outfile).href);
}

/** The folder `shared/<name>` beside the repository, or where `PIPEWARDEN_SHARED` says it is. */
export function sharedFolder(name) {
  const shared = process.env.PIPEWARDEN_SHARED ?? path.resolve(repository, '../shared');
  return path.join(shared, name);
}
