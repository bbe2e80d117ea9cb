import type { Document } from '../document.ts';
import type { FacetProvider } from '../facets.ts';
import {
  type DockerInstruction,
  type DockerWord,
  dockerWords,
  parseDockerfile,
} from '../parse/dockerfile.ts';
import { parseJson } from '../parse/json.ts';
import { makeScript, Unit } from '../parse/shell/script.ts';
import type { Script, ShellName } from '../parse/shell.ts';
import { isScalar, type ScalarNode } from '../parse/tree.ts';
import { OffsetMap } from '../text/offset-map.ts';
import type { Span } from '../text/source.ts';

/** A Dockerfile: its instructions, and its stages with what they build on. */
export interface Dockerfile {
  readonly instructions: readonly DockerInstruction[];
  readonly stages: readonly DockerStage[];
  /** What `ENV`, `ARG` and `LABEL` set, in the order of the text. */
  readonly pairs: readonly DockerPair[];
}

/** One `FROM` with the instructions behind it. */
export interface DockerStage {
  /** The image as written: `node:22`, `$BASE`, `scratch`, the name of an earlier stage. */
  readonly image: DockerWord;
  /** The name behind `AS`. */
  readonly name: DockerWord | undefined;
  /** True when the image is an earlier stage of this file. */
  readonly isStage: boolean;
  readonly from: DockerInstruction;
  readonly instructions: readonly DockerInstruction[];
}

export interface DockerPair {
  readonly keyword: 'ENV' | 'ARG' | 'LABEL';
  readonly name: string;
  readonly nameSpan: Span;
  /** Without quotes and escapes; undefined for `ARG NAME`. */
  readonly value: string | undefined;
  /** The value as it stands in the file, quotes included. */
  readonly valueSpan: Span;
  readonly instruction: DockerInstruction;
}

export const dockerfileProvider: FacetProvider<Dockerfile> = {
  kinds: ['dockerfile'],
  of: (document: Document) => [dockerfileOf(document)],
};

function dockerfileOf(document: Document): Dockerfile {
  const instructions = parseDockerfile(document.source.text);
  return { instructions, stages: stagesOf(instructions), pairs: instructions.flatMap(pairsOf) };
}

function stagesOf(instructions: readonly DockerInstruction[]): readonly DockerStage[] {
  const stages: (DockerStage & { readonly instructions: DockerInstruction[] })[] = [];
  const names = new Set<string>();
  for (const instruction of instructions) {
    if (instruction.keyword !== 'FROM') {
      stages.at(-1)?.instructions.push(instruction);
      continue;
    }
    const [image, as, name] = dockerWords(instruction.text, instruction.start);
    if (!image) continue;
    const named = as?.text.toLowerCase() === 'as' ? name : undefined;
    const isStage = names.has(image.text.toLowerCase());
    stages.push({ image, name: named, isStage, from: instruction, instructions: [] });
    if (named) names.add(named.text.toLowerCase());
  }
  return stages;
}

/** `ENV A=b C=d`, the older `ENV A b c`, `ARG A=b`, `LABEL a=b`. */
function pairsOf(instruction: DockerInstruction): readonly DockerPair[] {
  const { keyword, text, start } = instruction;
  if (keyword !== 'ENV' && keyword !== 'ARG' && keyword !== 'LABEL') return [];
  const words = dockerWords(text, start);
  const [first, second] = words;
  if (!first) return [];
  if (keyword !== 'ARG' && !first.text.includes('=') && second) {
    const end = words.at(-1)!.span.end;
    const value = text.slice(second.span.start - start, end - start);
    const valueSpan = { start: second.span.start, end };
    return [{ keyword, name: first.text, nameSpan: first.span, value, valueSpan, instruction }];
  }
  return words.map((word) => {
    const equals = word.text.indexOf('=');
    const name = equals === -1 ? word.text : word.text.slice(0, equals);
    // The name holds no quotes in practice, so it is as long in the file.
    const nameSpan = { start: word.span.start, end: word.span.start + name.length };
    const valueSpan = {
      start: Math.min(nameSpan.end + (equals === -1 ? 0 : 1), word.span.end),
      end: word.span.end,
    };
    const value = equals === -1 ? undefined : word.text.slice(equals + 1);
    return { keyword, name, nameSpan, value, valueSpan, instruction };
  });
}

/** The scripts that the `RUN` instructions of a Dockerfile hold; those of one stage are one unit. */
export function dockerScripts(document: Document): readonly Script[] {
  const scripts: Script[] = [];
  for (const { stages } of document.facet('dockerfile')) {
    for (const stage of stages) {
      let shell: ShellName = 'sh';
      const unit = new Unit();
      for (const instruction of stage.instructions) {
        if (instruction.keyword === 'SHELL') shell = shellNamed(instruction.text);
        if (instruction.keyword === 'RUN') scripts.push(...runScripts(document, instruction, shell, unit));
      }
    }
  }
  return scripts;
}

function shellNamed(text: string): ShellName {
  if (/powershell|pwsh/i.test(text)) return 'pwsh';
  if (/\bcmd\b/i.test(text)) return 'cmd';
  return /\bbash\b/.test(text) ? 'bash' : 'sh';
}

function runScripts(
  document: Document,
  run: DockerInstruction,
  shell: ShellName,
  unit: Unit,
): readonly Script[] {
  const { text, start, span } = run;
  if (text.startsWith('[')) {
    const script = execForm(text);
    if (!script) return [];
    const map = OffsetMap.shift(start).compose(script.map);
    return [makeScript(document, { host: 'RUN', shell, text: script.text, map, span, unit })];
  }
  const [heredoc] = run.heredocs;
  // `RUN <<EOF` runs the body; `RUN cmd <<EOF` is a shell's own here-document.
  if (heredoc && text.slice(0, heredoc.marker.start - start).trim() === '') {
    const body = document.source.slice(heredoc.body);
    const map = OffsetMap.shift(heredoc.body.start);
    const interpreter = /^#!.*?\b(\w+)\s*$/m.exec(body.slice(0, 100))?.[1];
    const own = interpreter && !interpreter.endsWith('sh') ? 'other' : shell;
    return [makeScript(document, { host: 'RUN', shell: own, text: body, map, span: heredoc.body, unit })];
  }
  const whole = heredoc ? text + document.source.slice({ start: start + text.length, end: span.end }) : text;
  return [makeScript(document, { host: 'RUN', shell, text: whole, map: OffsetMap.shift(start), span, unit })];
}

/** The script of `["/bin/sh", "-c", "…"]`; undefined for a command without a shell. */
function execForm(text: string): ScalarNode | undefined {
  const root = parseJson(text).roots[0];
  if (root?.kind !== 'seq') return undefined;
  const items = root.items.filter(isScalar);
  const at = items.findIndex((item, i) => i > 0 && /^-[a-z]*c$/i.test(item.text));
  return at > 0 && /sh$|powershell/i.test(items[0]!.text) ? items[at + 1] : undefined;
}
