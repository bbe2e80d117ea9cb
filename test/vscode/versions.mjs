import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));

export const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** The VS Code versions the suite runs on, as the npm package that carries each. */
export const CODE_SERVERS = [
  { version: '4.100.3', vscode: '1.100.3', needsNode24: false, watchdog: 'native-watchdog' },
  { version: '4.139.1', vscode: '1.139.1', needsNode24: true, watchdog: '@vscode/native-watchdog' },
];

/** Where everything that is downloaded lies: never among the project's own dependencies. */
export function cacheFolder() {
  return process.env.PIPEWARDEN_VSCODE_CACHE ?? path.join(ROOT, '.vscode-test');
}

export function codeServerFolder(version) {
  return path.join(cacheFolder(), `code-server-${version}`);
}
