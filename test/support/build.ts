import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** The tests of server, command and web bundles run what was built; on a fresh clone that is made here. */
export default function setup(): void {
  if (!existsSync('dist/server.cjs') || !existsSync('dist/web/server.js')) {
    execFileSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' });
  }
}
