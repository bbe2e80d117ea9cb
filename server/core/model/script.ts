import type { Document } from '../document.ts';
import type { FacetProvider } from '../facets.ts';
import type { Kind } from '../kinds.ts';
import { makeScript, Unit } from '../parse/shell/script.ts';
import type { Script, ScriptUnit, ShellName } from '../parse/shell.ts';
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

/** What runs together, each once. */
export const scriptUnitProvider: FacetProvider<ScriptUnit> = {
  kinds: scriptProvider.kinds,
  of: (document) => [...new Set(document.facet('script').map(({ unit }) => unit))],
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
    unit: new Unit(),
  });
  return [script];
}

function shebangShell(head: string): ShellName {
  const name = /^#!.*?\b(\w*sh)\b/.exec(head)?.[1];
  return name === undefined || name === 'bash' || name === 'zsh' || name === 'ksh' ? 'bash' : 'sh';
}

/** The `run` keys of workflows and composite actions; the steps of a job are one unit. */
function runScripts(document: Document): readonly Script[] {
  const unitOf = units();
  return document.facet('step').flatMap((step) => {
    const { run, shell, job, action } = step;
    if (!run) return [];
    const { text, map, span } = run;
    const unit = unitOf(job ?? action);
    return [makeScript(document, { host: 'run', shell: shell.name, text, map, span, unit, step })];
  });
}

/** The script entries of a GitLab pipeline, where they are written; those of a job are one unit. */
function gitlabScripts(document: Document): readonly Script[] {
  const shared = new Unit();
  const unitOf = units(shared);
  return document.facet('gitlab').flatMap(({ scripts }) =>
    scripts.map(({ scalar: { text, map, span }, job }) => {
      const unit = job ? unitOf(job) : shared;
      return makeScript(document, {
        host: 'script',
        shell: 'unknown',
        text,
        map,
        span,
        unit,
        gitlabJob: job,
      });
    }),
  );
}

/** The commands of a buildspec, or of those in a template. All of them run in one container, one after the other. */
function buildspecScripts(document: Document): readonly Script[] {
  const unit = new Unit();
  return buildspecScriptsOf(document).map(({ scalar: { text, map, span }, shell }) =>
    makeScript(document, { host: 'commands', shell, text, map, span, unit }),
  );
}

/** Tells the unit of each job or action, and makes it when it is first asked for. */
function units(shared?: Unit): (owner: unknown) => Unit {
  const known = new Map<unknown, Unit>();
  return (owner) => {
    const unit = known.get(owner) ?? new Unit(shared);
    known.set(owner, unit);
    return unit;
  };
}
