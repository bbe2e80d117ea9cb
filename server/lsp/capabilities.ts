import type { InitializeParams } from 'vscode-languageserver';
import type { InitializationOptions } from './protocol.ts';

/** What the client can do, as far as the server cares. */
export interface ClientAbilities {
  readonly pull: boolean;
  readonly refresh: boolean;
  readonly related: boolean;
  readonly codeDescription: boolean;
  readonly tags: boolean;
  readonly diagnosticData: boolean;
  readonly resolveEdit: boolean;
  readonly isPreferred: boolean;
  readonly documentChanges: boolean;
  readonly createFile: boolean;
  readonly snippets: boolean;
  readonly watch: boolean;
  readonly showDocument: boolean;
  readonly folders: boolean;
  readonly options: InitializationOptions;
}

/** What the client can do, as it says when it starts the server. What it does not mention it cannot. */
export function abilitiesOf({ capabilities, initializationOptions }: InitializeParams): ClientAbilities {
  const { textDocument, workspace, window } = capabilities;
  const { publishDiagnostics, diagnostic, codeAction } = textDocument ?? {};
  // A client that pulls says what its pulled diagnostics hold; older ones say it for pushed ones only.
  const shape = { ...publishDiagnostics, ...diagnostic };
  return {
    pull: diagnostic !== undefined,
    refresh: workspace?.diagnostics?.refreshSupport === true,
    related: shape.relatedInformation === true,
    codeDescription: shape.codeDescriptionSupport === true,
    tags: shape.tagSupport !== undefined,
    diagnosticData: shape.dataSupport === true,
    resolveEdit:
      codeAction?.dataSupport === true && codeAction.resolveSupport?.properties.includes('edit') === true,
    isPreferred: codeAction?.isPreferredSupport === true,
    documentChanges: workspace?.workspaceEdit?.documentChanges === true,
    createFile: workspace?.workspaceEdit?.resourceOperations?.includes('create') === true,
    snippets: workspace?.workspaceEdit?.snippetEditSupport === true,
    watch: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    showDocument: window?.showDocument?.support === true,
    folders: workspace?.workspaceFolders === true,
    options: (initializationOptions ?? {}) as InitializationOptions,
  };
}
