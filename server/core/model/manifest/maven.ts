import type { Document } from '../../document.ts';
import type { Span } from '../../text/source.ts';
import type { Dependency, DependencyScope, Quote } from '../manifest.ts';
import type { RegistrySetting } from '../registry-setting.ts';
import { quote, trim } from './quote.ts';

/** An element of a pom.xml that the model asks for, with the elements below it; text is kept of leaves only. */
interface Element {
  readonly name: string;
  readonly parent: Element | undefined;
  readonly nameSpan: Span;
  readonly start: number;
  readonly children: Element[];
  end: number;
  text: Quote | undefined;
}

const MAX_DEPTH = 200;

/** The artifacts of a pom.xml: dependencies, managed ones, plugins, extensions and the parent. Maven POM Reference. */
export function pomDependencies(document: Document): readonly Dependency[] {
  const into: Dependency[] = [];
  for (const element of elementsOf(document)) {
    const usage = USAGES[element.name];
    if (!usage) continue;
    const artifact = child(element, 'artifactId')?.text;
    if (!artifact) continue;
    const group =
      child(element, 'groupId')?.text?.text ?? (usage === 'build' ? 'org.apache.maven.plugins' : '');
    into.push({
      ecosystem: 'maven',
      name: { text: `${group}:${artifact.text}`, span: artifact.span },
      version: child(element, 'version')?.text,
      span: { start: element.start, end: element.end },
      scope: scopeOf(element, usage),
      source: child(element, 'scope')?.text?.text === 'system' ? { kind: 'path' } : { kind: 'registry' },
    });
  }
  return into;
}

/** The URLs of a pom.xml's repositories. */
export function pomSettings(document: Document): readonly RegistrySetting[] {
  const into: RegistrySetting[] = [];
  for (const element of elementsOf(document)) {
    if (element.name !== 'repository' && element.name !== 'pluginRepository') continue;
    if (element.parent?.name === 'distributionManagement') continue;
    const url = child(element, 'url');
    if (!url?.text) continue;
    const span = { start: url.start, end: url.end };
    into.push({
      manager: 'maven',
      key: 'repository',
      keySpan: url.nameSpan,
      value: url.text,
      span,
      form: 'key',
    });
  }
  return into;
}

const USAGES: Readonly<Record<string, DependencyScope>> = {
  dependency: 'runtime',
  plugin: 'build',
  extension: 'build',
  parent: 'runtime',
};

function scopeOf(element: Element, usage: DependencyScope): DependencyScope {
  if (usage !== 'runtime') return usage;
  if (element.parent?.parent?.name === 'dependencyManagement') return 'constraint';
  if (element.parent?.parent?.name === 'plugin') return 'build';
  return child(element, 'scope')?.text?.text === 'test' ? 'dev' : 'runtime';
}

function child(element: Element, name: string): Element | undefined {
  return element.children.find((own) => own.name === name);
}

const cache = new WeakMap<Document, readonly Element[]>();

function elementsOf(document: Document): readonly Element[] {
  let elements = cache.get(document);
  if (!elements) {
    elements = scan(document.source.text);
    cache.set(document, elements);
  }
  return elements;
}

/**
 * The elements of an XML text in the order of their start tags. Tags that are never closed end where their parent ends;
 * a closing tag that nothing opened is passed over.
 */
function scan(text: string): readonly Element[] {
  const elements: Element[] = [];
  let open: Element | undefined;
  let depth = 0;
  for (let at = text.indexOf('<'); at !== -1; at = text.indexOf('<', at)) {
    const skipped = skipMarkup(text, at);
    if (skipped > at) {
      at = skipped;
      continue;
    }
    const close = text.indexOf('>', at);
    if (close === -1) break;
    if (text[at + 1] === '/') {
      const name = text.slice(at + 2, close).trim();
      const found: Element | undefined = opener(open, name);
      if (found) {
        if (found.children.length === 0) found.text = leafText(text, found, at);
        for (; open && open !== found.parent; open = open.parent) {
          open.end = close + 1;
          depth--;
        }
      }
    } else {
      const nameEnd = endOfName(text, at + 1, close);
      const element: Element = {
        name: text.slice(at + 1, nameEnd),
        parent: open,
        nameSpan: { start: at + 1, end: nameEnd },
        start: at,
        children: [],
        end: close + 1,
        text: undefined,
      };
      open?.children.push(element);
      elements.push(element);
      if (text[close - 1] !== '/' && depth < MAX_DEPTH) {
        open = element;
        depth++;
      }
    }
    at = close + 1;
  }
  return elements;
}

/** The offset behind a comment, CDATA section, declaration or instruction that begins at `at`; `at` if none does. */
function skipMarkup(text: string, at: number): number {
  const next = text[at + 1];
  if (next !== '!' && next !== '?') return at;
  const mark = text.startsWith('<!--', at) ? '-->' : text.startsWith('<![CDATA[', at) ? ']]>' : '>';
  const end = text.indexOf(mark, at + 2);
  return end === -1 ? text.length : end + mark.length;
}

function opener(open: Element | undefined, name: string): Element | undefined {
  let element = open;
  while (element && element.name !== name) element = element.parent;
  return element;
}

function leafText(text: string, element: Element, end: number): Quote | undefined {
  const span = trim(text, { start: text.indexOf('>', element.start) + 1, end });
  return span.start < span.end ? quote(text, span.start, span.end) : undefined;
}

function endOfName(text: string, start: number, close: number): number {
  let end = start;
  while (end < close && !' \t\r\n/'.includes(text[end]!)) end++;
  return end;
}
