// VS Code's server out of the npm package, and the browser that shows its workbench.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CHROMIUM, cacheFolder, codeServerFolder, ROOT } from './versions.mjs';

export const WORKSPACE = path.join(ROOT, 'test/vscode/workspace');

export function vscodeFolder(version) {
  return path.join(codeServerFolder(version), 'node_modules/code-server/lib/vscode');
}

/** Server data, extensions and a copy of the workspace, in a folder of their own. */
export function scratch(settings = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), 'pipewarden-vscode-'));
  const place = {
    workspace: path.join(folder, 'workspace'),
    data: path.join(folder, 'data'),
    extensions: path.join(folder, 'extensions'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
  cpSync(WORKSPACE, place.workspace, { recursive: true });
  mkdirSync(path.join(place.data, 'data/User'), { recursive: true });
  writeFileSync(path.join(place.data, 'data/User/settings.json'), JSON.stringify(settings));
  return place;
}

function serverArguments({ data, extensions }) {
  return [
    '--accept-server-license-terms',
    ...['--server-data-dir', data],
    ...['--extensions-dir', extensions],
    ...['--telemetry-level', 'off'],
  ];
}

function environment(more) {
  const own = Object.entries({ ...process.env, ...more });
  return Object.fromEntries(own.filter(([name]) => !/^(?:VSCODE_|ELECTRON_)/.test(name)));
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

export function installExtension(server, place, vsix) {
  const node = path.join(codeServerFolder(server.version), 'node');
  const main = path.join(vscodeFolder(server.version), 'out/server-main.js');
  const args = [main, ...serverArguments(place), '--install-extension', vsix];
  const { status, stdout, stderr } = spawnSync(node, args, {
    encoding: 'utf8',
    env: environment(),
    timeout: 60_000,
  });
  if (status !== 0) throw new Error(`the package was not installed: ${stdout}${stderr}`);
}

/** Starts the server; resolves when it listens. */
export async function startServer(server, place, { args = [], env = {} } = {}) {
  const port = await freePort();
  const child = spawn(
    path.join(codeServerFolder(server.version), 'node'),
    [
      path.join(vscodeFolder(server.version), 'out/server-main.js'),
      ...['--host', '127.0.0.1', '--port', String(port), '--without-connection-token'],
      ...serverArguments(place),
      // The newer one ignores the page's payload without it.
      ...(server.needsNode24 ? ['--enable-smoke-test-driver'] : []),
      ...args,
    ],
    { env: environment(env), stdio: ['ignore', 'pipe', 'pipe'], detached: true },
  );
  let log = '';
  await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`the server did not start\n${log}`)), 40_000);
    const look = (data) => {
      log += data;
      if (!log.includes('Extension host agent listening on')) return;
      clearTimeout(timer);
      resolve();
    };
    child.stdout.on('data', look);
    child.stderr.on('data', look);
    child.on('exit', (code) => reject(new Error(`the server ended with ${code}\n${log}`)));
  });
  const stop = () =>
    new Promise((resolve) => {
      child.removeAllListeners('exit');
      const force = setTimeout(() => killGroup(child.pid, 'SIGKILL'), 3000);
      child.on('exit', () => {
        clearTimeout(force);
        resolve();
      });
      killGroup(child.pid, 'SIGTERM');
    });
  return { port, url: (query) => `http://127.0.0.1:${port}/?${encodeQuery(query)}`, stop };
}

/** The server is the leader of a group that holds its extension hosts. */
function killGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch {
    // It is gone already.
  }
}

function encodeQuery(query) {
  return Object.entries(query)
    .map(
      ([key, value]) =>
        `${key}=${encodeURIComponent(typeof value === 'string' ? value : JSON.stringify(value))}`,
    )
    .join('&');
}

export async function openBrowser() {
  const { chromium } = createRequire(path.join(cacheFolder(), 'x.js'))('playwright-core');
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  return { browser, page };
}
