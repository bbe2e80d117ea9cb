import * as vscode from 'vscode';
import type { Server } from '../server.ts';
import { createConfiguration } from './create-configuration.ts';
import { fixAll } from './fix-all.ts';
import { WorkspaceScan } from './scan-workspace.ts';
import { showRule } from './show-rule.ts';
import { PolicyValidation } from './validate-policy.ts';

/** Every command of the extension. A command that fails says so in one sentence. */
export function registerCommands(server: Server): vscode.Disposable[] {
  const scan = new WorkspaceScan(server);
  const validation = new PolicyValidation(server);
  const commands: Readonly<Record<string, (...args: never[]) => unknown>> = {
    'pipewarden.validatePolicy': () => validation.run(),
    'pipewarden.scanWorkspace': () => scan.run(),
    'pipewarden.clearScanResults': () => scan.clear(),
    'pipewarden.fixAll': () => fixAll(),
    'pipewarden.createConfiguration': () => createConfiguration(),
    'pipewarden.showRule': (id?: string) => showRule(server, id),
    'pipewarden.restartServer': () => server.restart(),
    'pipewarden.showOutput': () => server.output.show(),
  };
  const registered = Object.entries(commands).map(([name, run]) =>
    vscode.commands.registerCommand(name, async (...args: never[]) => {
      try {
        return await run(...args);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        server.output.error(reason);
        void vscode.window.showErrorMessage(`Pipewarden: ${reason}`);
        return undefined;
      }
    }),
  );
  return [scan, validation, ...registered];
}
