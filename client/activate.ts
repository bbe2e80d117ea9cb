import * as vscode from 'vscode';
import { registerCommands } from './commands/index.ts';
import type { ClientHost } from './host.ts';
import { RULE_SCHEME, RuleDocuments } from './rule-documents.ts';
import { isOurs } from './selector.ts';
import { Server } from './server.ts';

/** What the extension gives to other extensions and to its tests. */
export interface Api {
  /** Settles when the server answers. */
  readonly ready: () => Promise<void>;
  /** Milliseconds that activation took. */
  readonly activation: number;
}

/** Registers everything that is cheap; the server starts with the first document that concerns it. */
export function activateWith(host: ClientHost, context: vscode.ExtensionContext): Api {
  const begin = performance.now();
  const server = new Server(host, context);
  const subscriptions = [
    server,
    vscode.workspace.registerTextDocumentContentProvider(RULE_SCHEME, new RuleDocuments(server)),
    ...registerCommands(server),
  ];
  context.subscriptions.push(...subscriptions);
  const first = vscode.workspace.onDidOpenTextDocument((document) => startFor(document));
  const startFor = (document: vscode.TextDocument): boolean => {
    if (!isOurs(document)) return false;
    first.dispose();
    // Activation is over before the language client's library is read.
    setTimeout(() => void server.start().catch(() => undefined), 0);
    return true;
  };
  context.subscriptions.push(first);
  vscode.workspace.textDocuments.some(startFor);
  const activation = performance.now() - begin;
  return { ready: async () => void (await server.start()), activation };
}
