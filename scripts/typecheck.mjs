// Checks every folder against its own tsconfig, so that an import a folder may not have is a compile error.
import { spawnSync } from 'node:child_process';

const projects = ['server/core', 'rules', 'server', 'server/lsp/tsconfig.browser.json', 'client', 'test'];
const failed = projects.filter(
  (project) => spawnSync('node_modules/.bin/tsc', ['-p', project], { stdio: 'inherit' }).status !== 0,
);
if (failed.length > 0) {
  console.error(`type errors in: ${failed.join(', ')}`);
  process.exit(1);
}
