import { defineRule } from '../../server/core/rule.ts';

const HIDDEN = /[\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]|\uDB40[\uDC00-\uDC7F]/;
const RUNS = /(?:[\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]|\uDB40[\uDC00-\uDC7F])+/g;
/** Characters that turn the direction of text, and invisible letters; the others have no width. */
const TURNS = /[\u202A-\u202E\u2066-\u2069]|\uDB40/;
/** What programs put before a text to name its encoding. */
const MARKS = /^\uFEFF+$/;

export default defineRule({
  id: 'invisible-character',
  summary: 'Characters that nobody sees change what a file says',
  severity: 'high',
  confidence: 'medium',
  profile: 'default',
  owasp: ['CICD-SEC-4'],
  cwe: [1007, 451],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GHA-065'], glsec: ['GL078'] },
  kinds: ['github-workflow', 'github-action', 'gitlab-ci', 'buildspec', 'shell', 'dockerfile'],
  docs: `
    ## What it does
    Reports characters that turn the direction of text (Trojan Source), that have no width, and invisible copies of letters
    (tags), in pipelines, scripts and Dockerfiles. A byte order mark at the start, and joiners within emoji and scripts that need them, are left
    alone. Characters without width are low.

    ## Why is this bad?
    A reviewer sees another order, or nothing at all, where the machine reads code: a harmless comment may be a command, and
    two names that look alike may differ. Remove the characters and look at what is left.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - run: ./build‮ --check⁦
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - run: ./build --check
    \`\`\`
  `,
  check: {
    text(ctx, { text }) {
      if (!HIDDEN.test(text)) return;
      for (const match of text.matchAll(RUNS)) {
        const { index } = match;
        if (index === 0 && MARKS.test(match[0])) continue;
        if (isJoiner(match[0], text[index - 1], text[index + match[0].length])) continue;
        const turns = TURNS.test(match[0]);
        const code = match[0].codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
        ctx.report({
          span: { start: index, end: index + match[0].length },
          message: `Nobody sees this character (U+${code}), but the machine does; remove it and look at what is left.`,
          ...(!turns && { severity: 'low' as const }),
        });
      }
    },
  },
});

/** Joiners, marks of direction and the tags of flags, next to the scripts and emoji that they are for. */
function isJoiner(run: string, before: string | undefined, after: string | undefined): boolean {
  const foreign = (character: string | undefined) => character !== undefined && character > '\u02FF';
  return /^(?:[\u200C-\u200F]|(?:\uDB40[\uDC20-\uDC7F])+)$/.test(run) && (foreign(before) || foreign(after));
}
