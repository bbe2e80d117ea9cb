import type { CancellationToken, Diagnostic } from 'vscode-languageserver';
import type { FileResult, OpenFiles } from './open-files.ts';
import type { Platform } from './platform.ts';
import type { ScanResult } from './protocol.ts';
import type { Workspace } from './workspace.ts';

interface Scan {
  readonly workspace: Workspace;
  readonly files: OpenFiles;
  readonly platform: Platform;
  readonly diagnosticsOf: (result: FileResult) => Diagnostic[];
  readonly progress: (done: number, total: number | undefined) => void;
}

/** How long (milliseconds) a scan may go on before it reports progress and lets other messages through. */
const SLICE = 50;

/** Lints every file of the workspace that is not open, a slice at a time; a cancelled scan keeps what it found. */
export async function scan(
  { workspace, files, platform, diagnosticsOf, progress }: Scan,
  cancelled: CancellationToken,
): Promise<ScanResult> {
  const begin = platform.now();
  const uris = new Set<string>();
  for (const folder of workspace.folders) {
    for await (const uri of workspace.listFiles(folder, cancelled)) uris.add(uri);
  }
  const results: { uri: string; diagnostics: Diagnostic[] }[] = [];
  let done = 0;
  let linted = 0;
  let findings = 0;
  let filesWithFindings = 0;
  let slice = platform.now();
  for (const uri of [...uris].sort()) {
    if (cancelled.isCancellationRequested) break;
    const open = files.has(uri);
    const result = open ? await files.result(uri) : await lintFile(workspace, files, uri);
    done++;
    if (result?.document) linted++;
    const diagnostics = result ? diagnosticsOf(result) : [];
    findings += diagnostics.length;
    if (diagnostics.length > 0) filesWithFindings++;
    if (diagnostics.length > 0 && !open) results.push({ uri, diagnostics });
    if (platform.now() - slice > SLICE) {
      progress(done, uris.size);
      await platform.turn();
      slice = platform.now();
    }
  }
  return {
    files: done,
    linted,
    milliseconds: Math.round(platform.now() - begin),
    cancelled: cancelled.isCancellationRequested,
    results: results as ScanResult['results'],
    findings,
    filesWithFindings,
  };
}

async function lintFile(
  workspace: Workspace,
  files: OpenFiles,
  uri: string,
): Promise<FileResult | undefined> {
  const text = await workspace.readFile(uri);
  return text === undefined ? undefined : files.lintText(uri, text);
}
