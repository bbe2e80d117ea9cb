import * as vscode from 'vscode';

const TEMPLATE = `# Pipewarden reads the nearest file of this name from each file upwards.
profile: default   # default, strict or audit; each includes the one before

rules: {}
#  rule-id: off                 # or a severity: critical, high, medium, low, info

ignore: []
#  - path: test/**
#    rule: rule-id
#    reason: why this is no risk here
`;

/** Opens the configuration of a workspace folder, after writing a commented one where there is none. */
export async function createConfiguration(): Promise<void> {
  const folder = await chooseFolder();
  if (!folder) return;
  const uri = vscode.Uri.joinPath(folder.uri, '.pipewarden.yml');
  const exists = await vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
  if (!exists) await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(TEMPLATE));
  await vscode.window.showTextDocument(uri);
}

async function chooseFolder(): Promise<vscode.WorkspaceFolder | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length === 0) throw new Error('Open a folder first; a configuration belongs to a folder.');
  return folders.length === 1 ? folders[0] : vscode.window.showWorkspaceFolderPick();
}
