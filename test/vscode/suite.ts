import * as vscode from 'vscode';

/*
 * Runs inside VS Code's extension host, desktop or web, and says of each check how it went, in lines that `run.mjs`
 * reads from the log. The files come from `test/vscode/workspace`.
 */

interface Host {
  /** True in a web worker. */
  readonly web: boolean;
  readonly trusted: boolean;
}

interface Check {
  readonly name: string;
  /** Where it makes sense. */
  readonly when?: (host: Host) => boolean;
  readonly run: (host: Host) => Promise<void>;
}

const WORKFLOW = '.github/workflows/greet.yml';
const BUILDSPEC = 'buildspec.yml';
const POLICY = 'iam/deploy.json';
const FIX_ALL = 'source.fixAll.pipewarden';

const CHECKS: readonly Check[] = [
  {
    name: 'the extension host is the one that was meant',
    async run({ web }) {
      const inWorker = typeof Reflect.get(globalThis, 'importScripts') === 'function';
      equal(inWorker, web, 'runs in a worker');
      equal(vscode.env.uiKind, vscode.UIKind.Web, 'the workbench is a page');
    },
  },
  {
    name: 'it activates with the first document that concerns it',
    async run() {
      await show(WORKFLOW);
      const extension = vscode.extensions.getExtension('pipewarden.pipewarden');
      await until(() => extension?.isActive === true, 'the extension is active');
      const { activation } = extension!.exports as { activation: number };
      console.log(`pipewarden-note activation ${activation.toFixed(1)} ms`);
    },
  },
  {
    name: 'a finding is underlined at its exact range',
    async run() {
      const document = await show(WORKFLOW);
      const [finding] = await findings(document, 1);
      equal(document.getText(finding!.range), 'github.event.issue.title', 'the underlined text');
      equal(finding!.range.start.line, 14, 'its line');
      equal(codeOf(finding!), 'template-injection', 'its rule');
      equal(finding!.source, 'pipewarden', 'its source');
      equal(finding!.severity, vscode.DiagnosticSeverity.Error, 'its severity');
    },
  },
  {
    name: 'its hover tells about the rule',
    async run() {
      const document = await show(WORKFLOW);
      const [finding] = await findings(document, 1);
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        document.uri,
        finding!.range.start,
      );
      const text = hovers.flatMap(({ contents }) =>
        contents.map((part) => (part as { value: string }).value),
      );
      contains(text.join('\n'), 'Why is this bad?', 'the hover');
    },
  },
  {
    name: 'a quick fix repairs the file',
    async run() {
      const document = await show(WORKFLOW);
      const fix = await quickFix(document, 'Read it from the environment variable');
      contains(fix.title, '(may change behaviour)', 'the title of an unsafe fix');
      equal(await vscode.workspace.applyEdit(fix.edit!), true, 'the edit is applied');
      contains(
        document.getText(),
        'GITHUB_EVENT_ISSUE_TITLE: ${{ github.event.issue.title }}',
        'the fixed text',
      );
      await findings(document, 0);
      await revert();
      await findings(document, 1);
    },
  },
  {
    name: 'an ignore comment can be had, and silences the finding',
    async run() {
      const document = await show(WORKFLOW);
      const ignore = await quickFix(document, 'Ignore template-injection on this line');
      equal(await vscode.workspace.applyEdit(ignore.edit!), true, 'the edit is applied');
      contains(
        document.lineAt(13).text,
        'run: | # pipewarden: ignore[template-injection]',
        'the line of the key',
      );
      await findings(document, 0);
      await revert();
    },
  },
  {
    name: 'an edit moves the finding, a syntax error keeps it',
    async run() {
      const document = await show(WORKFLOW);
      await findings(document, 1);
      await insert(document, new vscode.Position(0, 0), '# a line\n');
      await until(() => ours(document)[0]?.range.start.line === 15, 'the finding is a line further down');
      await insert(document, new vscode.Position(document.lineCount, 0), '\nenv: [\n');
      await until(() => ours(document).length === 2, 'the syntax error is reported beside it');
      await revert();
      await findings(document, 1);
    },
  },
  {
    name: 'the command fixes all safe problems in a file',
    async run() {
      const document = await show(BUILDSPEC);
      await findings(document, 2);
      await vscode.commands.executeCommand('pipewarden.fixAll');
      equal(document.lineAt(10).text, '      - npm test', 'the line of the stale comment');
      contains(document.getText(), 'privileged-mode: true', 'what only an unsafe fix would change');
      await findings(document, 1);
      await revert();
    },
  },
  {
    name: 'saving fixes all safe problems where the settings ask for it',
    async run() {
      const document = await show(BUILDSPEC);
      await findings(document, 2);
      await set('editor.codeActionsOnSave', { [FIX_ALL]: 'explicit' });
      // The workbench gets its save participants late, some time after the extension host is up.
      for (let saves = 1; document.getText().includes('no longer needed') && saves < 40; saves++) {
        await insert(document, new vscode.Position(0, 0), '# saved\n');
        await vscode.commands.executeCommand('workbench.action.files.save');
        await until(() => !document.isDirty, 'the file is saved');
        await new Promise((resolve) => setTimeout(resolve, 250));
      }
      const saved = new TextDecoder().decode(await vscode.workspace.fs.readFile(document.uri));
      contains(saved, '# saved\nversion', 'the saved text');
      equal(saved.includes('no longer needed'), false, 'the stale comment is in it');
      await set('editor.codeActionsOnSave', undefined);
      await findings(document, 1);
    },
  },
  {
    name: 'a scan fills Problems with what is not open, and clears again',
    async run() {
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      const document = await show(WORKFLOW);
      await findings(document, 1);
      const uri = uriOf(POLICY);
      const result = (await vscode.commands.executeCommand('pipewarden.scanWorkspace')) as {
        findings: number;
      };
      const found = vscode.languages.getDiagnostics(uri);
      equal(
        found.map(codeOf).sort().join(),
        'pass-role-any,wildcard-resource',
        'the rules found in the policy',
      );
      equal(found[0]!.range.start.line, 7, 'the line of the first');
      equal(ours(document).length, 1, 'findings of the open file, which must not double');
      equal(result.findings >= 4, true, 'the sum of findings counts open files too');
      await vscode.commands.executeCommand('pipewarden.clearScanResults');
      equal(vscode.languages.getDiagnostics(uri).length, 0, 'findings after clearing');
    },
  },
  {
    name: 'a file that a scan has shown is not shown twice when it is opened',
    async run() {
      await vscode.commands.executeCommand('pipewarden.scanWorkspace');
      const document = await show(POLICY);
      await findings(document, 2);
      await vscode.commands.executeCommand('pipewarden.clearScanResults');
      await findings(document, 2);
    },
  },
  {
    name: 'settings are followed without a restart',
    async run() {
      const document = await show(POLICY);
      await findings(document, 2);
      await set('pipewarden.minimumSeverity', 'high');
      await findings(document, 1);
      await set('pipewarden.minimumSeverity', undefined);
      await findings(document, 2);
    },
  },
  {
    name: 'a configuration is created, and followed without a restart',
    async run() {
      const document = await show(POLICY);
      await findings(document, 2);
      await vscode.commands.executeCommand('pipewarden.createConfiguration');
      const config = vscode.window.activeTextEditor!.document;
      contains(config.uri.path, '/.pipewarden.yml', 'the file that opens');
      const before = config.getText();
      await replace(config, 'rules:\n  pass-role-any: off\n  nonsense-rule: off\n');
      await until(() => ours(config).length === 1, 'the unknown rule is reported in the configuration');
      await config.save();
      await findings(document, 1);
      await replace(config, before);
      await config.save();
      await findings(document, 2);
      await vscode.workspace.fs.delete(config.uri);
    },
  },
  {
    name: 'a rule explains itself',
    async run() {
      const uri = vscode.Uri.parse('pipewarden-rule:template-injection.md');
      const document = await vscode.workspace.openTextDocument(uri);
      contains(document.getText(), '## What it does', 'the documentation');
      await vscode.commands.executeCommand('pipewarden.showRule', 'template-injection');
      await until(
        () =>
          vscode.window.tabGroups.all.some(({ tabs }) =>
            tabs.some(({ label }) => label.includes('template-injection')),
          ),
        'the preview is open',
      );
    },
  },
  {
    name: 'the server restarts',
    async run() {
      const document = await show(POLICY);
      await vscode.commands.executeCommand('pipewarden.restartServer');
      await findings(document, 2);
    },
  },
  {
    name: 'a file of no kind of ours stays untouched',
    async run() {
      const document = await vscode.workspace.openTextDocument({
        language: 'yaml',
        content: 'replicas: [\n',
      });
      await vscode.window.showTextDocument(document);
      await new Promise((resolve) => setTimeout(resolve, 300));
      equal(ours(document).length, 0, 'findings');
      await revert();
    },
  },
  {
    name: 'Access Analyzer shows its verdict on the exact range, and takes it back when the policy changes',
    when: ({ web, trusted }) => !web && trusted,
    async run() {
      const document = await show(POLICY);
      await vscode.commands.executeCommand('pipewarden.validatePolicy');
      const verdicts = vscode.languages
        .getDiagnostics(document.uri)
        .filter(({ source }) => source === 'access-analyzer');
      equal(
        verdicts.map(codeOf).join(),
        'PASS_ROLE_WITH_STAR_IN_RESOURCE,TEST_SECOND_PAGE',
        'the verdicts of both pages',
      );
      equal(document.getText(verdicts[0]!.range), '"iam:PassRole"', 'the text of the first');
      await insert(document, new vscode.Position(0, 0), ' ');
      const left = vscode.languages
        .getDiagnostics(document.uri)
        .filter(({ source }) => source === 'access-analyzer');
      equal(left.length, 0, 'verdicts after the change');
      await revert();
    },
  },
  {
    name: 'in Restricted Mode findings and fixes work, and Access Analyzer is off',
    when: ({ trusted }) => !trusted,
    async run() {
      const document = await show(POLICY);
      await findings(document, 2);
      equal(vscode.workspace.isTrusted, false, 'the workspace is trusted');
      void vscode.commands.executeCommand('pipewarden.validatePolicy');
      await new Promise((resolve) => setTimeout(resolve, 500));
      const verdicts = vscode.languages
        .getDiagnostics(document.uri)
        .filter(({ source }) => source === 'access-analyzer');
      equal(verdicts.length, 0, 'verdicts');
    },
  },
];

/** The entry that VS Code calls. */
export async function run(): Promise<void> {
  const host: Host = {
    web: typeof Reflect.get(globalThis, 'importScripts') === 'function',
    trusted: vscode.workspace.isTrusted,
  };
  await fillMemory();
  // On the web VS Code saves by itself, which runs no code actions and would change the files under the checks.
  await set('files.autoSave', 'off');
  for (const { name, when, run: check } of CHECKS) {
    if (when && !when(host)) continue;
    try {
      await check(host);
      console.log(`pipewarden-pass ${name}`);
    } catch (error) {
      console.log(`pipewarden-fail ${name}: ${error instanceof Error ? error.message : String(error)}`);
      await revert().catch(() => undefined);
    }
  }
  console.log('pipewarden-done');
}

declare const WORKSPACE_FILES: Readonly<Record<string, string>>;

/** On the web the folder lies in memory and is empty at first. */
async function fillMemory(): Promise<void> {
  const folder = vscode.workspace.workspaceFolders![0]!.uri;
  if (folder.scheme === 'vscode-remote' || folder.scheme === 'file') return;
  for (const [name, text] of Object.entries(WORKSPACE_FILES)) {
    await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, name), new TextEncoder().encode(text));
  }
}

function uriOf(name: string): vscode.Uri {
  return vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, name);
}

async function show(name: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(uriOf(name));
  await vscode.window.showTextDocument(document, { preview: false });
  return document;
}

function ours(document: vscode.TextDocument): vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === 'pipewarden');
}

/** Waits until the document has this many findings. */
async function findings(document: vscode.TextDocument, count: number): Promise<vscode.Diagnostic[]> {
  await until(
    () => ours(document).length === count,
    () => `${count} findings, there are ${ours(document).length}: ${ours(document).map(codeOf).join()}`,
  );
  return ours(document);
}

/** The quick fix of the document's one finding whose title begins so; asks again while the text is still settling. */
async function quickFix(document: vscode.TextDocument, title: string): Promise<vscode.CodeAction> {
  for (let tries = 1; tries <= 40; tries++) {
    const [finding] = await findings(document, 1);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      finding!.range,
      vscode.CodeActionKind.QuickFix.value,
      20,
    );
    const found = actions.find((action) => action.title.startsWith(title) && action.edit);
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error(`there is no quick fix "${title}"`);
}

/** Changes a user setting; VS Code refuses while it still writes another one. */
async function set(name: string, value: unknown): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await vscode.workspace.getConfiguration().update(name, value, vscode.ConfigurationTarget.Global);
    } catch (error) {
      if (tries === 40) throw error;
      // On a busy machine its own write can be left as an unsaved change, which it then waits for somebody to save.
      await vscode.commands.executeCommand('workbench.action.files.saveFiles');
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

async function insert(document: vscode.TextDocument, at: vscode.Position, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, at, text);
  await vscode.workspace.applyEdit(edit);
}

async function replace(document: vscode.TextDocument, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), text);
  await vscode.workspace.applyEdit(edit);
}

/** Puts the active file back to what is on disk. */
async function revert(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.files.revert');
}

function codeOf({ code }: vscode.Diagnostic): string {
  return String(typeof code === 'object' ? code.value : code);
}

async function until(holds: () => boolean, what: string | (() => string)): Promise<void> {
  for (let waited = 0; waited < 10_000; waited += 25) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`waited in vain until ${typeof what === 'string' ? what : what()}`);
}

function equal<T>(actual: T, expected: T, what: string): void {
  if (actual !== expected) throw new Error(`${what}: expected ${String(expected)}, got ${String(actual)}`);
}

function contains(text: string, part: string, what: string): void {
  if (!text.includes(part)) throw new Error(`${what} lacks "${part}": ${text.slice(0, 300)}`);
}
