// Bundles the command, the server and the extension into dist/, and copies the WebAssembly grammars beside them.
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

rmSync('dist', { recursive: true, force: true });
mkdirSync('dist/wasm', { recursive: true });

const common = {
  bundle: true,
  minify: !process.argv.includes('--debug'),
  sourcemap: false,
  legalComments: 'none',
  target: 'node20',
  logLevel: 'warning',
  metafile: true,
};

const node = { ...common, platform: 'node', format: 'cjs' };

const results = await Promise.all([
  build({
    ...node,
    entryPoints: { cli: 'server/cli/main.ts' },
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
    banner: { js: '#!/usr/bin/env node' },
  }),
]);

copyFileSync('node_modules/web-tree-sitter/web-tree-sitter.wasm', 'dist/wasm/web-tree-sitter.wasm');
copyFileSync('node_modules/tree-sitter-bash/tree-sitter-bash.wasm', 'dist/wasm/tree-sitter-bash.wasm');
writeFileSync('dist/meta.json', JSON.stringify(results.map((result) => result.metafile)));
