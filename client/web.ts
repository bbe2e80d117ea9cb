import * as vscode from 'vscode';
import { type Api, activateWith } from './activate.ts';
import type { ClientHost } from './host.ts';

/** The browser: the server is a web worker. */
const host: ClientHost = {
  async createClient(context, options) {
    const { LanguageClient } = await import('vscode-languageclient/browser');
    const script = vscode.Uri.joinPath(context.extensionUri, 'dist/web/server.js');
    const worker = new Worker(script.toString(true));
    return new LanguageClient('pipewarden', 'Pipewarden', worker, options);
  },
};

/** Called by VS Code in the browser, once, when the extension is first needed. */
export function activate(context: vscode.ExtensionContext): Api {
  return activateWith(host, context);
}
