import * as vscode from 'vscode';
import { RULES, type RuleItem } from '../../server/lsp/protocol.ts';
import { RULE_SCHEME } from '../rule-documents.ts';
import type { Server } from '../server.ts';

/** Shows one rule's documentation; without an id it is chosen from a list. */
export async function showRule(server: Server, id?: string): Promise<void> {
  const chosen = id ?? (await choose(server));
  if (chosen === undefined) return;
  const uri = vscode.Uri.from({ scheme: RULE_SCHEME, path: `${chosen}.md` });
  try {
    await vscode.commands.executeCommand('markdown.showPreview', uri);
  } catch {
    // The preview is an extension of VS Code's own that may be off.
    await vscode.window.showTextDocument(uri);
  }
}

async function choose(server: Server): Promise<string | undefined> {
  const rules = await server.request<readonly RuleItem[]>(RULES, {});
  const items = rules.map(({ id, summary, severity, profile, fix }) => ({
    label: id,
    description: [severity, profile === 'default' ? '' : profile, fix === 'none' ? '' : `${fix} fix`]
      .filter((part) => part !== '')
      .join(', '),
    detail: summary,
  }));
  const options = { placeHolder: 'Rule', matchOnDetail: true };
  return (await vscode.window.showQuickPick(items, options))?.label;
}
