import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import nodePath from 'node:path';
import { rules } from '../../rules/registry.generated.ts';
import { classify } from '../../server/core/classify.ts';
import { type Config, DEFAULT_CONFIG } from '../../server/core/config/config.ts';
import { Document, type Services } from '../../server/core/document.ts';
import { type FileReport, lint } from '../../server/core/lint.ts';
import type { OnlineFacts } from '../../server/core/model/github/refs.ts';
import { Registry } from '../../server/core/registry.ts';
import type { Rule } from '../../server/core/rule.ts';
import { Source } from '../../server/core/text/source.ts';
import { loadShellParser } from '../../server/host/shell.ts';

const require = createRequire(import.meta.url);

/** All that a rule may ask for, as the command line brings it. */
export const services: Services = {
  shell: await loadShellParser({
    runtime: readFileSync(require.resolve('web-tree-sitter/web-tree-sitter.wasm')),
    grammar: readFileSync(require.resolve('tree-sitter-bash/tree-sitter-bash.wasm')),
  }),
};

const registry = new Registry(rules);

/** Options of the rules that report nothing without any; their examples and fixtures are written for these. */
const RULES: Config['rules'] = {
  'gitlab-unapproved-registry': {
    options: {
      allow: ['registry.example.com', 'registry.example.com:5000', 'ghcr.io/myorg', 'docker.io/myorg'],
    },
  },
  'gitlab-unapproved-include': { options: { allow: ['our-group', 'templates.example.com'] } },
  'forbidden-action': { options: { deny: ['evil-owner/*', 'Some/Repo@v1'] } },
};

/** Lints one text at `path`, with fixes; with one rule only when `only` names it. */
export function lintText(
  path: string,
  text: string,
  options: {
    only?: string;
    config?: Partial<Config>;
    files?: Readonly<Record<string, string>>;
    online?: OnlineFacts | undefined;
  } = {},
): FileReport {
  const kind = classify(path, text);
  if (!kind) throw new Error(`${path} is of no kind`);
  const { files, online } = options;
  const lent = {
    ...services,
    ...(files && { files: new Neighbours(files), folders: new Folders(Object.keys(files)) }),
    ...(online && { online }),
  };
  return lint(new Document(new Source(path, text), kind, lent, { online: online !== undefined }), {
    registry: options.only ? new Registry(chosen(options.only)) : registry,
    config: { ...DEFAULT_CONFIG, profile: 'audit', rules: RULES, ...options.config },
    excerpts: true,
  });
}

/** The other files of a repository; all that are not given are not there. */
class Neighbours extends Map<string, Source | null> {
  constructor(files: Readonly<Record<string, string>>) {
    super(Object.entries(files).map(([file, text]) => [file, new Source(file, text)]));
  }

  override get(file: string): Source | null {
    return super.get(file) ?? null;
  }
}

/** What lies in the folders of the same repository. */
class Folders extends Map<string, readonly string[]> {
  readonly #files: readonly string[];

  constructor(files: readonly string[]) {
    super();
    this.#files = files;
  }

  override get(folder: string): readonly string[] {
    return this.#files
      .filter((file) => nodePath.posix.dirname(file) === folder)
      .map((file) => nodePath.posix.basename(file))
      .sort();
  }
}

/** The named rule with the rules of the engine itself. */
function chosen(only: string): readonly Rule[] {
  return rules.filter((rule) => rule.id === only || rule.id === 'internal-error');
}
