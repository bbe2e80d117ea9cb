import type * as vscode from 'vscode';
import { RULE_DOCUMENTATION, type RuleDocumentationResult } from '../server/lsp/protocol.ts';
import type { Server } from './server.ts';

/** `pipewarden-rule:<rule id>.md` is the documentation of that rule, from the server, without a network. */
export const RULE_SCHEME = 'pipewarden-rule';

/** Gives the editor the documents of `RULE_SCHEME`. */
export class RuleDocuments implements vscode.TextDocumentContentProvider {
  readonly #server: Server;

  constructor(server: Server) {
    this.#server = server;
  }

  async provideTextDocumentContent({ path }: vscode.Uri): Promise<string> {
    const id = path.replace(/\.md$/, '');
    const found = await this.#server.request<RuleDocumentationResult>(RULE_DOCUMENTATION, { id });
    return found ? found.markdown : `There is no rule \`${id}\`.`;
  }
}
