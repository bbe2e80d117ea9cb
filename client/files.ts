import * as vscode from 'vscode';
import type { ListFilesResult, ReadFileResult } from '../server/lsp/protocol.ts';

/** Files beyond this size (bytes) are not sent to the server. */
const MAX_SIZE = 4 * 1024 * 1024;
const EXCLUDED = '**/{.git,node_modules,.hg,.svn}/**';

/** Reads a file for a server that cannot: in the browser, or in a virtual workspace. */
export async function readFile(uri: string): Promise<ReadFileResult> {
  try {
    const file = vscode.Uri.parse(uri);
    const { size, type } = await vscode.workspace.fs.stat(file);
    if ((type & vscode.FileType.File) === 0 || size > MAX_SIZE) return { text: null };
    // The decoder would drop the byte order mark, and every offset behind it would be wrong.
    return {
      text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(await vscode.workspace.fs.readFile(file)),
    };
  } catch {
    return { text: null };
  }
}

/** How long (milliseconds) a search may take; without a provider for the file system some versions wait for ever. */
const SEARCH_TIMEOUT = 5000;

/** The files below a folder, without those that `files.exclude` hides. */
export async function listFiles(folder: string): Promise<ListFilesResult> {
  const uri = vscode.Uri.parse(folder);
  const found = await search(uri);
  const uris = found.length > 0 ? found : await walk(uri);
  return { uris: uris.map((each) => each.toString()) };
}

async function search(folder: vscode.Uri): Promise<readonly vscode.Uri[]> {
  const cancellation = new vscode.CancellationTokenSource();
  const pattern = new vscode.RelativePattern(folder, '**/*');
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<readonly vscode.Uri[]>((resolve) => {
    timer = setTimeout(() => resolve([]), SEARCH_TIMEOUT);
  });
  try {
    const found = vscode.workspace.findFiles(pattern, EXCLUDED, undefined, cancellation.token);
    return await Promise.race([found, timeout]);
  } finally {
    clearTimeout(timer);
    cancellation.cancel();
    cancellation.dispose();
  }
}

/** For file systems that VS Code cannot search. */
async function walk(folder: vscode.Uri): Promise<vscode.Uri[]> {
  const entries = await vscode.workspace.fs.readDirectory(folder).then(
    (found) => found,
    () => [],
  );
  const found: vscode.Uri[] = [];
  for (const [name, type] of entries) {
    const uri = vscode.Uri.joinPath(folder, name);
    if (type === vscode.FileType.File) found.push(uri);
    else if (type === vscode.FileType.Directory && name !== '.git' && name !== 'node_modules') {
      found.push(...(await walk(uri)));
    }
  }
  return found;
}
