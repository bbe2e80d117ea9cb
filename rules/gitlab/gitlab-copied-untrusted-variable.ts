import { type GitlabInput, inputUsesIn, taintedInput } from '../../server/core/model/gitlab/input.ts';
import type { GitlabJob } from '../../server/core/model/gitlab/pipeline.ts';
import {
  isUntrustedVariable,
  mayBeUntrusted,
  variablesIn,
} from '../../server/core/model/gitlab/untrusted.ts';
import { commandLines } from '../../server/core/parse/command-lines.ts';
import { isScalar, type Node, pairsOf, valueAt } from '../../server/core/parse/tree.ts';
import { type Context, defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'gitlab-copied-untrusted-variable',
  summary: "A copy of an outsider's text stands in a command without quotes",
  severity: 'high',
  confidence: 'medium',
  profile: 'default',
  owasp: ['CICD-SEC-4'],
  cwe: [78, 88],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['TAINT-008', 'TAINT-004', 'GL-002'] },
  docs: `
    ## What it does
    Reports variables without quotes in scripts, whose value in the job, in a template it extends, in the pipeline's
    \`variables\` or in a \`dotenv\` report of another job is made of a variable that outsiders fill.

    ## Why is this bad?
    Where the copy is used, nothing shows that a stranger wrote it. Without quotes the shell takes it apart: spaces make more
    arguments, \`*\` becomes file names, \`-\` begins an option of the program.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    .base:
      variables:
        TITLE: $CI_MERGE_REQUEST_TITLE
    build:
      extends: .base
      script:
        - ./announce.sh $TITLE
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    .base:
      variables:
        TITLE: $CI_MERGE_REQUEST_TITLE
    build:
      extends: .base
      script:
        - ./announce.sh "$TITLE"
    \`\`\`
  `,
  check: {
    gitlab(ctx, { jobs, variables, included, inputs }) {
      const written = variables
        .filter(({ job }) => !job)
        .map(({ name, value }) => [name.text, value?.text] as const);
      const brought = [included.files, included.above].map((files) =>
        files
          .filter(({ text }) => mayBeUntrusted(text))
          .toReversed()
          .flatMap(({ root }) => textsOf(valueAt(root, 'variables'))),
      );
      const global = taintedOf([...new Map([...brought[0]!, ...written, ...brought[1]!])], inputs);
      const reported = reportedBy(ctx, jobs);
      const own = variables.some(({ value }) => value && isTainted(value.text, inputs));
      if (!own && global.length === 0 && reported.size === 0) return;
      for (const script of ctx.document.facet('script')) {
        const job = script.gitlabJob;
        const inherited = taintedOf(textsOf(job?.effective('variables')), inputs);
        const tainted = new Set([...global, ...inherited, ...(job && !writesReport(job) ? reported : [])]);
        if (![...tainted].some((name) => script.text.includes(name))) continue;
        for (const command of script.commands) {
          if (command.kind !== 'simple' && command.kind !== 'loop') continue;
          const pieces = [command.nameWord, ...command.args].flatMap((word) => word?.pieces ?? []);
          for (const piece of pieces) {
            if (piece.kind !== 'variable' || piece.quote !== 'none' || !tainted.has(piece.name)) continue;
            ctx.report({
              span: script.spanOf(piece),
              message: `\`${piece.name}\` is a copy of what an outsider wrote; put it in double quotes.`,
            });
          }
        }
      }
    },
  },
});

function textsOf(variables: Node | undefined): readonly (readonly [string, string | undefined])[] {
  return pairsOf(variables).map(({ key, value }) => [key.text, isScalar(value) ? value.text : undefined]);
}

function taintedOf(
  variables: readonly (readonly [string, string | undefined])[],
  inputs: readonly GitlabInput[],
): readonly string[] {
  return variables.flatMap(([name, value]) =>
    value !== undefined && isTainted(value, inputs) ? [name] : [],
  );
}

function isTainted(value: string, inputs: readonly GitlabInput[] = []): boolean {
  return (
    variablesIn(value).some(({ name }) => isUntrustedVariable(name)) ||
    inputUsesIn(value).some(({ name }) => taintedInput(inputs, name))
  );
}

function writesReport(job: GitlabJob): boolean {
  return valueAt(job.effective('artifacts'), 'reports', 'dotenv') !== undefined;
}

/** The names under which jobs put text of outsiders into a `dotenv` report. */
function reportedBy(ctx: Context, jobs: readonly GitlabJob[]): ReadonlySet<string> {
  const names = new Set<string>();
  const writers = new Set<unknown>(jobs.filter(writesReport));
  if (writers.size === 0) return names;
  for (const script of ctx.document.facet('script')) {
    if (!writers.has(script.gitlabJob) || !script.text.includes('>')) continue;
    for (const { text } of commandLines(script.text)) {
      const name = /^(?:echo|printf)\s+["']?(\w+)=/.exec(text)?.[1];
      if (name && text.includes('>') && isTainted(text)) names.add(name);
    }
  }
  return names;
}
