import type { Document } from '../../document.ts';
import type { Step } from '../../model/github/step.ts';
import type { GitlabJob } from '../../model/gitlab/pipeline.ts';
import { TextMemory } from '../../text/memory.ts';
import type { OffsetMap } from '../../text/offset-map.ts';
import type { Span } from '../../text/source.ts';
import type { Command, Script, ScriptHost, ScriptUnit, ShellName, ShellParser, Stretch } from '../shell.ts';
import { lowerScript } from './lower.ts';
import { tokenizeWindows } from './windows.ts';

export interface ScriptParts {
  readonly host: ScriptHost;
  readonly shell: ShellName;
  readonly text: string;
  readonly map: OffsetMap;
  readonly span: Span;
  readonly unit: Unit;
  readonly step?: Step;
  readonly gitlabJob?: GitlabJob | undefined;
}

/** A unit that takes in each script that is made for it. */
export class Unit implements ScriptUnit {
  readonly scripts: Script[] = [];
  readonly shared: ScriptUnit | undefined;
  readonly #found = new Map<RegExp, boolean>();

  constructor(shared?: ScriptUnit) {
    this.shared = shared;
  }

  has(pattern: RegExp): boolean {
    let found = this.#found.get(pattern);
    if (found === undefined) {
      found = this.scripts.some(({ text }) => pattern.test(text));
      this.#found.set(pattern, found);
    }
    return found;
  }
}

/** A script of `document` whose commands are parsed when a rule asks for them. */
export function makeScript(document: Document, parts: ScriptParts): Script {
  const script = new LazyScript(document, parts);
  parts.unit.scripts.push(script);
  return script;
}

/** Texts past this are not parsed: no script written by hand is as long. */
const MAX_LENGTH = 256 * 1024;

class LazyScript implements Script {
  readonly host: ScriptHost;
  readonly shell: ShellName;
  readonly text: string;
  readonly map: OffsetMap;
  readonly span: Span;
  readonly unit: ScriptUnit;
  readonly step: Step | undefined;
  readonly gitlabJob: GitlabJob | undefined;
  readonly #document: Document;
  #commands: readonly Command[] | undefined;

  constructor(document: Document, parts: ScriptParts) {
    this.#document = document;
    this.host = parts.host;
    this.shell = parts.shell;
    this.text = parts.text;
    this.map = parts.map;
    this.span = parts.span;
    this.unit = parts.unit;
    this.step = parts.step;
    this.gitlabJob = parts.gitlabJob;
  }

  get commands(): readonly Command[] {
    this.#commands ??= this.#parse();
    return this.#commands ?? [];
  }

  spanOf({ from, to }: Stretch): Span {
    return this.map.span(from, to);
  }

  #parse(): readonly Command[] | undefined {
    if (this.text.length > MAX_LENGTH) return [];
    switch (this.shell) {
      case 'python':
      case 'other':
        return [];
      case 'pwsh':
      case 'cmd':
        return tokenizeWindows(this.text, this.shell);
      default: {
        const parser = this.#document.services.shell;
        if (parser) return parsed(parser, this.text);
        this.#document.needs.add('shell');
        return undefined;
      }
    }
  }
}

const memories = new WeakMap<ShellParser, TextMemory<readonly Command[]>>();
const REMEMBERED_CHARACTERS = 500_000;

function parsed(parser: ShellParser, text: string): readonly Command[] {
  let memory = memories.get(parser);
  if (!memory) {
    memory = new TextMemory(REMEMBERED_CHARACTERS);
    memories.set(parser, memory);
  }
  return memory.recall(text, (own) => lowerScript(parser, own));
}
