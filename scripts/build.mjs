// Bundles the command, the server and the extension into dist/, and copies the WebAssembly grammars beside them.
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { writeCodeCache } from './code-cache.mjs';

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
  define: { PIPEWARDEN_VERSION: JSON.stringify(JSON.parse(readFileSync('package.json', 'utf8')).version) },
};

/** Leaves the AWS client out of a bundle: it is one of its own, loaded when a validation is asked for. */
const awsChunk = {
  name: 'aws-chunk',
  setup({ onResolve }) {
    onResolve({ filter: /\/access-analyzer-client\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './access-analyzer.cjs', external: true } : undefined,
    );
  },
};

const node = {
  ...common,
  platform: 'node',
  format: 'cjs',
  plugins: [awsChunk],
  // The package's ES module asks for `import.meta.url`, which a CommonJS bundle does not have.
  alias: { 'web-tree-sitter': './node_modules/web-tree-sitter/web-tree-sitter.cjs' },
};
// A web extension is one file that may ask for `vscode` and nothing else; its server is a plain worker script.
const web = { ...common, platform: 'browser', target: 'es2022', outdir: 'dist/web' };

const results = await Promise.all([
  build({
    ...node,
    entryPoints: { 'cli-main': 'server/cli/main.ts' },
    // Code that was compiled earlier cannot import, see server/cli/launch.cjs; it can require.
    supported: { 'dynamic-import': false },
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
  }),
  build({
    ...node,
    entryPoints: { 'access-analyzer': 'server/online/access-analyzer-client.ts' },
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
  }),
  build({
    ...node,
    entryPoints: { server: 'server/lsp/node.ts' },
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
  }),
  build({ ...node, entryPoints: { client: 'client/extension.ts' }, outdir: 'dist', external: ['vscode'] }),
  build({ ...web, format: 'iife', entryPoints: { server: 'server/lsp/browser.ts' } }),
  build({ ...web, format: 'cjs', entryPoints: { client: 'client/web.ts' }, external: ['vscode'] }),
]);

copyFileSync('node_modules/web-tree-sitter/web-tree-sitter.wasm', 'dist/wasm/web-tree-sitter.wasm');
copyFileSync('node_modules/tree-sitter-bash/tree-sitter-bash.wasm', 'dist/wasm/tree-sitter-bash.wasm');
copyFileSync('server/cli/launch.cjs', 'dist/cli.cjs');
writeCodeCache();
writeFileSync('dist/meta.json', JSON.stringify(results.map((result) => result.metafile)));
