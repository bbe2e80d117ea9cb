import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** A buildspec with one finding (`privileged-build`, with an unsafe fix) on its line 5, from column 24. */
export const BUILDSPEC = `version: 0.2
batch:
  build-list:
    - identifier: unit
      env: { privileged-mode: true }
phases:
  build:
    commands:
      - npm ci
`;

/** A workflow with a stale ignore comment on its line 5: `unused-ignore`, with a safe fix. */
export const WORKFLOW = `on: push
permissions: {}
jobs:
  build:
    runs-on: ubuntu-latest # pipewarden: ignore[syntax] long gone
    steps: []
`;

/** A folder on disk with these files; `uri` leads to one of them. */
export function scratch(files: Readonly<Record<string, string>> = {}): {
  readonly root: string;
  uri(name: string): string;
  write(name: string, text: string): void;
  remove(): void;
} {
  const root = mkdtempSync(path.join(tmpdir(), 'pipewarden-lsp-'));
  const write = (name: string, text: string): void => {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), text);
  };
  for (const [name, text] of Object.entries(files)) write(name, text);
  return {
    root: pathToFileURL(root).href,
    uri: (name) => pathToFileURL(path.join(root, name)).href,
    write,
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
