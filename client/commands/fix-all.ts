import * as vscode from 'vscode';

const KIND = vscode.CodeActionKind.SourceFixAll.append('pipewarden');

/** Applies every safe fix to the file in the active editor. */
export async function fixAll(): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  if (!document) throw new Error('Open a file first.');
  const whole = new vscode.Range(0, 0, document.lineCount, 0);
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    whole,
    KIND.value,
    1,
  );
  const edit = actions.find(({ kind }) => kind && KIND.contains(kind))?.edit;
  if (!edit || edit.size === 0) {
    void vscode.window.showInformationMessage('Pipewarden has no safe fix for this file.');
    return;
  }
  await vscode.workspace.applyEdit(edit);
}
