// Runs the extension in real VS Codes: `node test/vscode/run.mjs [--only VERSION] [--screenshots]`. Says of each check
// PASS or FAIL; the last line is the sum as JSON. Where VS Code cannot be had, one line says so and one check counts as
// skipped. `--screenshots` renews the pictures in images/.
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { setup } from '../../scripts/vscode-setup.mjs';
import { startAccessAnalyzer } from './access-analyzer.mjs';
import { runInElectron } from './electron.mjs';
import { checkGrammars } from './grammars.mjs';
import { checkPackage } from './package.mjs';
import { openBrowser, scratch, startServer, vscodeFolder, WORKSPACE } from './server.mjs';
import { CODE_SERVERS, cacheFolder, ROOT } from './versions.mjs';
import { startWebHost } from './web-host.mjs';

const total = { passed: 0, failed: 0, skipped: 0 };
const only = process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1] : undefined;

function check(name, passed, reason = '') {
  total[passed ? 'passed' : 'failed']++;
  console.log(`${passed ? 'PASS' : 'FAIL'} ${name}${passed || !reason ? '' : `: ${reason}`}`);
}

/** Takes a line of the suite's log; true when it was the last one. */
function take(title, line) {
  const [, verb, text = ''] = /^pipewarden-(pass|fail|note|done)\s?(.*)/s.exec(line) ?? [];
  if (verb === 'pass') check(`${title}: ${text}`, true);
  else if (verb === 'fail') check(`${title}: ${text}`, false);
  else if (verb === 'note') console.log(`     ${title}: ${text}`);
  return verb === 'done';
}

/** All files of the test workspace, for a host whose folder is in memory. */
function workspaceFiles() {
  return Object.fromEntries(
    readdirSync(WORKSPACE, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .map((file) => [path.relative(WORKSPACE, file), readFileSync(file, 'utf8')]),
  );
}

/** Bundles the suite once for both extension hosts; the folder it lies in. */
async function buildSuite() {
  const outdir = path.join(cacheFolder(), 'suite');
  mkdirSync(outdir, { recursive: true });
  await build({
    entryPoints: { suite: path.join(ROOT, 'test/vscode/suite.ts') },
    outdir,
    bundle: true,
    platform: 'browser',
    format: 'cjs',
    target: 'es2022',
    external: ['vscode'],
    logLevel: 'warning',
    define: { WORKSPACE_FILES: JSON.stringify(workspaceFiles()) },
  });
  return outdir;
}

/** Opens a workbench that runs the suite, and waits for its end. */
async function runSuite(title, url) {
  const { browser, page } = await openBrowser();
  const screenshot = path.join(cacheFolder(), 'shots', `${title.replaceAll(/\W+/g, '-')}.png`);
  try {
    let ended;
    const end = new Promise((resolve) => {
      ended = resolve;
    });
    let complete = false;
    const log = [];
    await page.exposeFunction('codeAutomationLog', (_type, args) => {
      const line = [args].flat().join(' ');
      log.push(line);
      if (take(title, line)) complete = true;
    });
    await page.exposeFunction('codeAutomationExit', (code) => ended(code));
    await page.goto(url);
    let timer;
    const late = new Promise((resolve) => {
      timer = setTimeout(() => resolve('it took more than two minutes'), 120_000);
    });
    const code = await Promise.race([end, late]);
    clearTimeout(timer);
    check(
      `${title}: the suite ran to its end`,
      code === 0 && complete,
      `${code}\n${log.slice(-10).join('\n')}`,
    );
  } catch (error) {
    check(`${title}: the suite ran`, false, String(error));
  } finally {
    await page.screenshot({ path: screenshot }).catch(() => undefined);
    await browser.close();
  }
}

async function desktop(server, suite, { trusted }) {
  const title = `VS Code ${server.vscode}, ${trusted ? 'trusted' : 'Restricted Mode'}`;
  const place = scratch({ 'extensions.autoCheckUpdates': false });
  const analyzer = await startAccessAnalyzer();
  const running = await startServer(server, place, {
    args: trusted ? ['--disable-workspace-trust'] : [],
    env: {
      AWS_ENDPOINT_URL: analyzer.url,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    },
  });
  const at = (file) => `vscode-remote://127.0.0.1:${running.port}${file}`;
  const payload = [
    ['extensionDevelopmentPath', at(ROOT)],
    ['extensionTestsPath', at(path.join(suite, 'suite.js'))],
    ['skipWelcome', 'true'],
    ...(server.needsNode24 ? [['enableSmokeTestDriver', 'true']] : []),
  ];
  await runSuite(title, running.url({ folder: place.workspace, payload }));
  await running.stop();
  analyzer.stop();
  place.remove();
}

async function web(server, suite) {
  const host = await startWebHost(vscodeFolder(server.version), suite);
  await runSuite(`VS Code ${server.vscode}, browser`, host.url);
  host.stop();
}

async function main() {
  mkdirSync(path.join(cacheFolder(), 'shots'), { recursive: true });
  try {
    await setup();
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    const suite = await buildSuite();
    if (await runInElectron(suite, (line) => take('VS Code', line))) return;
    total.skipped++;
    console.log(`SKIPPED the extension in a real VS Code: ${reason}`);
    return;
  }
  await checkGrammars(check);
  const suite = await buildSuite();
  for (const server of CODE_SERVERS) {
    if (only && only !== server.vscode) continue;
    await desktop(server, suite, { trusted: true });
    await desktop(server, suite, { trusted: false });
    await web(server, suite);
    await checkPackage(server, check, process.argv.includes('--screenshots'));
  }
}

await main();
console.log(JSON.stringify(total));
process.exit(total.failed === 0 ? 0 : 1);
