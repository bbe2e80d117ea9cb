import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.join(import.meta.dirname, '../..');

/** Builds `dist/` once before the tests when a source is newer: command line and server are tested as they ship. */
export default function setup(): void {
  const built = path.join(ROOT, 'dist/meta.json');
  const sources = ['server', 'client', 'rules', 'scripts/build.mjs', 'package.json'];
  const newest = Math.max(...sources.map((source) => newestIn(path.join(ROOT, source))));
  if (existsSync(built) && statSync(built).mtimeMs > newest) return;
  const { status } = spawnSync('node', ['scripts/build.mjs'], { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0) throw new Error('the build failed');
}

function newestIn(file: string): number {
  const stat = statSync(file);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(file).map((name) => newestIn(path.join(file, name))));
}
