import type * as vscode from 'vscode';
import { type Api, activateWith } from './activate.ts';
import type { ClientHost } from './host.ts';

/** The desktop, and remote hosts with Node: the server is a process of its own. */
const host: ClientHost = {
  async createClient(context, options) {
    const { LanguageClient, TransportKind } = await import('vscode-languageclient/node');
    const module = context.asAbsolutePath('dist/server.cjs');
    const debug = { execArgv: ['--nolazy', '--inspect=6019'] };
    const run = { module, transport: TransportKind.ipc };
    return new LanguageClient(
      'pipewarden',
      'Pipewarden',
      { run, debug: { ...run, options: debug } },
      options,
    );
  },
};

/** Called by VS Code on the desktop, once, when the extension is first needed. */
export function activate(context: vscode.ExtensionContext): Api {
  return activateWith(host, context);
}
