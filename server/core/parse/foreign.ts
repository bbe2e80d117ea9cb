import { lineEnd } from '../text/source.ts';
import type { ParseProblem } from './tree.ts';

/** Statements and comments of Jinja, Go templates, ERB and their like: whoever writes them runs the file through one. */
const STATEMENT =
  /\{%|<%|\{\{-|-\}\}|\{\{[ \t]*(?:if|else|end|range|with|include|template|define|block|toYaml|indent|nindent|cookiecutter)\b|\{\{[#/!]/;

/**
 * The problems worth telling of. A file that another engine makes YAML or JSON of is neither yet, so its problems are
 * no news: all of them where it has statements of such an engine, else those on lines with one of its placeholders
 * (`{{ name }}`, not `${{ }}`). Of the problems that follow from one break only the first is told.
 */
export function ownProblems(text: string, problems: readonly ParseProblem[]): readonly ParseProblem[] {
  if (problems.length === 0) return problems;
  if (STATEMENT.test(text)) return [];
  return problems.filter(
    ({ message, span }, i) =>
      !(i > 0 && CONSEQUENCE.test(message)) && !hasPlaceholder(linesAround(text, span.start)),
  );
}

/** What the YAML parser says of each token once it has lost the structure: one break is told once. */
const CONSEQUENCE = /^Unexpected \S+ token in YAML stream/;

function hasPlaceholder(lines: string): boolean {
  return /(?:^|[^$])\{\{/.test(lines);
}

/** The line of an offset with the one before it, where a parser often notices too late. */
function linesAround(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', text.lastIndexOf('\n', Math.max(0, offset - 1)) - 1) + 1;
  return text.slice(start, lineEnd(text, offset));
}
