// The packaged extension, installed and driven as a person would: hover, light bulb, fix, save, scan.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { installExtension, openBrowser, scratch, startServer } from './server.mjs';
import { cacheFolder, ROOT } from './versions.mjs';

const MAX_BYTES = 3 * 1024 * 1024;
const WORKFLOW = '.github/workflows/greet.yml';
const SETTINGS = {
  'workbench.startupEditor': 'none',
  'workbench.colorTheme': 'Default Dark Modern',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'editor.fontSize': 15,
  'editor.minimap.enabled': false,
  'chat.disableAIFeatures': true,
  'chat.commandCenter.enabled': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'update.mode': 'none',
};

let packed;

/** Packs the extension once; the path of the package. */
function pack() {
  if (packed) return packed;
  const out = path.join(cacheFolder(), 'pipewarden.vsix');
  const vsce = path.join(cacheFolder(), 'node_modules/@vscode/vsce/vsce');
  const args = [vsce, 'package', '--no-dependencies', '--out', out];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
  if (status !== 0) throw new Error(`vsce: ${stdout}${stderr}`);
  packed = out;
  return out;
}

/** `check(name, passed, reason)` is told of each step; `renew` writes the pictures of the README. */
export async function checkPackage(server, check, renew) {
  const title = `VS Code ${server.vscode}, package`;
  let vsix;
  try {
    vsix = pack();
  } catch (error) {
    return check(`${title}: it can be packed`, false, String(error));
  }
  const { size } = statSync(vsix);
  console.log(`     ${title}: ${(size / 1024 / 1024).toFixed(2)} MB`);
  check(`${title}: at most 3 MB`, size <= MAX_BYTES, `${size} bytes`);

  const place = scratch(SETTINGS);
  installExtension(server, place, vsix);
  const running = await startServer(server, place, { args: ['--disable-workspace-trust'] });
  const { browser, page } = await openBrowser();
  page.setDefaultTimeout(30_000);
  let step = 'the workbench opens';
  const shots = path.join(cacheFolder(), 'shots', server.vscode);
  mkdirSync(shots, { recursive: true });
  const shot = async (name) => {
    const file = path.join(shots, `${name}.png`);
    await page.screenshot({ path: file });
    if (renew && server.needsNode24) copyFileSync(file, path.join(ROOT, 'images', `screenshot-${name}.png`));
  };
  const passed = (next) => {
    check(`${title}: ${step}`, true);
    step = next;
  };
  try {
    const file = `vscode-remote://127.0.0.1:${running.port}${place.workspace}/${WORKFLOW}`;
    await page.goto(running.url({ folder: place.workspace, payload: [['openFile', file]] }));
    const squiggle = page.locator('.squiggly-error').first();
    await squiggle.waitFor();
    passed('the hover shows the message and the documentation');
    const box = await squiggle.boundingBox();
    const [x, y] = [box.x + box.width / 2, box.y + 4];
    await page.mouse.move(x, y);
    const hover = page.locator('.monaco-hover:visible', { hasText: 'pass it through' }).first();
    await hover.waitFor();
    await page.locator('.monaco-hover:visible', { hasText: 'Why is this bad?' }).first().waitFor();
    await page.waitForTimeout(300);
    await shot('hover');
    passed('the light bulb offers the fix');
    const row = page.locator('.action-widget .monaco-list-row', {
      hasText: 'Read it from the environment variable',
    });
    // A key pressed while the workbench still moves the focus gets lost.
    for (let tries = 1; tries <= 6; tries++) {
      await page.mouse.click(x, y);
      await page.keyboard.press('Control+.');
      const seen = await row
        .first()
        .waitFor({ timeout: 5000 })
        .then(
          () => true,
          () => false,
        );
      if (seen) break;
      await page.keyboard.press('Escape');
    }
    await row.first().waitFor();
    await page.waitForTimeout(300);
    await shot('light-bulb');
    passed('the fix changes the file on disk when it is saved');
    // The older version covers the list with a pointer block until the mouse moves.
    const target = await row.first().boundingBox();
    await page.mouse.move(target.x + 20, target.y + target.height / 2 - 2);
    await page.mouse.move(target.x + 30, target.y + target.height / 2, { steps: 5 });
    await page.waitForTimeout(200);
    await page.mouse.click(target.x + 30, target.y + target.height / 2);
    await page.locator('.view-line', { hasText: 'GITHUB_EVENT_ISSUE_TITLE:' }).first().waitFor();
    await page.keyboard.press('Control+S');
    const saved = () => readFileSync(path.join(place.workspace, WORKFLOW), 'utf8');
    for (let i = 0; i < 50 && !saved().includes('GITHUB_EVENT_ISSUE_TITLE:'); i++)
      await page.waitForTimeout(100);
    if (!saved().includes('GITHUB_EVENT_ISSUE_TITLE:')) throw new Error(saved());
    await squiggle.waitFor({ state: 'detached' });
    await shot('fixed');
    passed('a scan fills the Problems panel');
    await page.keyboard.press('F1');
    await page.keyboard.type('Pipewarden: Scan workspace');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Scan workspace' }).first().waitFor();
    await page.keyboard.press('Enter');
    const problem = page.locator('.markers-panel .monaco-list-row', { hasText: 'pass-role-any' }).first();
    await problem.waitFor();
    await page.waitForTimeout(500);
    await shot('problems');
    passed('');
  } catch (error) {
    check(`${title}: ${step}`, false, String(error).slice(0, 400));
    await page.screenshot({ path: path.join(shots, 'error.png') }).catch(() => undefined);
  } finally {
    await browser.close();
    await running.stop();
    place.remove();
  }
  return undefined;
}
