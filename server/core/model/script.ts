import type { Document } from '../document.ts';
import type { FacetProvider } from '../facets.ts';
import type { Kind } from '../kinds.ts';
import { makeScript } from '../parse/shell/script.ts';
import type { Script, ShellName } from '../parse/shell.ts';
import { OffsetMap } from '../text/offset-map.ts';
import { buildspecScriptsOf } from './buildspec.ts';
import { dockerScripts } from './dockerfile.ts';

/** Who knows the scripts of a kind; a new kind with scripts is one line here. */
const SCRIPTS: Readonly<Partial<Record<Kind, (document: Document) => readonly Script[]>>> = {
  shell: shellFile,
  'github-workflow': runScripts,
  'github-action': runScripts,
  'gitlab-ci': gitlabScripts,
  buildspec: buildspecScripts,
  cloudformation: buildspecScripts,
  dockerfile: dockerScripts,
};

/** The scripts of a document, from whichever model of its kind holds them. */
export const scriptProvider: FacetProvider<Script> = {
  kinds: Object.keys(SCRIPTS) as Kind[],
  of: (document: Document) => SCRIPTS[document.kind]?.(document) ?? [],
};

/** A file that is one script; a byte order mark is no part of it. */
function shellFile(document: Document): readonly Script[] {
  const { text } = document.source;
  const start = text.startsWith('\uFEFF') ? 1 : 0;
  const script = makeScript(document, {
    host: 'file',
    shell: shebangShell(text.slice(start, start + 200)),
    text: text.slice(start),
    map: OffsetMap.shift(start),
    span: { start, end: text.length },
  });
  return [script];
}

function shebangShell(head: string): ShellName {
  const name = /^#!.*?\b(\w*sh)\b/.exec(head)?.[1];
  return name === undefined || name === 'bash' || name === 'zsh' || name === 'ksh' ? 'bash' : 'sh';
}

/** The `run` keys of workflows and composite actions; the steps of a job are one unit. */
function runScripts(document: Document): readonly Script[] {
  return document.facet('step').flatMap(({ run, shell, job, action }) => {
    if (!run) return [];
    const { text, map, span } = run;
    return [makeScript(document, { host: 'run', shell: shell.name, text, map, span, unit: job ?? action })];
  });
}

/** The script entries of a GitLab pipeline, where they are written; those of a job are one unit. */
function gitlabScripts(document: Document): readonly Script[] {
  return document
    .facet('gitlab')
    .flatMap(({ scripts }) =>
      scripts.map(({ scalar: { text, map, span }, job }) =>
        makeScript(document, { host: 'script', shell: 'unknown', text, map, span, unit: job ?? document }),
      ),
    );
}

/** The commands of a buildspec, or of those in a template. All of them run in one container, one after the other. */
function buildspecScripts(document: Document): readonly Script[] {
  return buildspecScriptsOf(document).map(({ scalar: { text, map, span }, shell }) =>
    makeScript(document, { host: 'commands', shell, text, map, span }),
  );
}
