import { isPrivilegedEvent, stepEvents } from '../../server/core/model/github/events.ts';
import type { Step } from '../../server/core/model/github/step.ts';
import { type Origin, originOf } from '../../server/core/model/github/taint.ts';
import { findInterpolations, interpolationsOf } from '../../server/core/parse/expression.ts';
import { contextsIn, flowingContexts } from '../../server/core/parse/expression-query.ts';
import type { Command, Piece, Script, Word } from '../../server/core/parse/shell.ts';
import type { Hit } from '../../server/core/rule.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'untrusted-environment-file',
  summary: 'A script writes text of others to GITHUB_ENV or GITHUB_PATH',
  severity: 'high',
  confidence: 'low',
  profile: 'strict',
  earliest: 'default',
  owasp: ['CICD-SEC-4'],
  cwe: [77, 454],
  since: '0.1.0',
  fix: 'none',
  equivalents: {
    'pipeline-check': ['GHA-118'],
    zizmor: ['github-env'],
    sisakulint: ['envvar-injection-critical', 'envpath-injection-critical'],
  },
  references: [
    'https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-environment-variable',
  ],
  docs: `
    ## What it does
    Reports scripts that write something other than fixed text to the files behind \`$GITHUB_ENV\` and \`$GITHUB_PATH\`, in
    composite actions and in workflows that anyone can start with the repository's privileges.

    Where the text is seen to come from an outsider (the title of a pull request, the name of its branch, what was computed
    from them) this is in the \`default\` profile, otherwise in \`strict\`.

    ## Why is this bad?
    Each line of these files is obeyed for all later steps. Text with a line break in it sets a second variable, such as
    \`LD_PRELOAD\` or \`NODE_OPTIONS\`, and with it runs code.

    ## Example
    \`\`\`yaml bad .github/workflows/triage.yml
    on: pull_request_target
    permissions: {}
    jobs:
      triage:
        runs-on: ubuntu-latest
        steps:
          - env:
              TITLE: \${{ github.event.pull_request.title }}
            run: echo "TITLE=$TITLE" >> "$GITHUB_ENV"
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/triage.yml
    on: pull_request_target
    permissions: {}
    jobs:
      triage:
        runs-on: ubuntu-latest
        steps:
          - run: echo "MODE=triage" >> "$GITHUB_ENV"
    \`\`\`
  `,
  check: {
    script(ctx, script) {
      if (script.host !== 'run' || !/GITHUB_(?:ENV|PATH)/i.test(script.text)) return;
      const step = ctx.document.facet('step').find(({ run }) => run?.span.start === script.span.start);
      if (!step || !(step.action || stepEvents(step).some(isPrivilegedEvent))) return;
      const tainted = taintedVariables(script, step);
      for (const command of script.commands) {
        const written = writtenWords(command);
        if (!written) continue;
        const trust = worst(written.map((word) => trustOf(word, step, tainted)));
        if (trust === 'fixed') continue;
        const hit: Hit = {
          span: script.spanOf(command),
          message: 'Later steps obey each line of this file; do not write text there that others choose.',
          ...(trust === 'tainted' && { confidence: 'high', profile: 'default' }),
        };
        ctx.report(hit);
      }
    },
  },
});

/** What a word can hold: text of an outsider, text that is not known, or nothing that could do harm. */
type Trust = 'tainted' | 'unknown' | 'fixed';

function worst(found: readonly Trust[]): Trust {
  if (found.includes('tainted')) return 'tainted';
  return found.includes('unknown') ? 'unknown' : 'fixed';
}

/** The words a command writes to one of the files; undefined when it writes to none. */
function writtenWords(command: Command): readonly Word[] | undefined {
  const targets = command.redirects.filter(
    ({ operator, target }) => operator.includes('>') && isFile(target),
  );
  const tees =
    /^(?:tee|out-file|add-content|set-content|tee-object)$/i.test(command.name) && command.args.some(isFile);
  // In PowerShell and cmd the operator is read as an argument.
  const operator = command.args.findIndex(
    (word, i) => /^>>?$/.test(word.text) && isFile(command.args[i + 1]),
  );
  if (targets.length === 0 && !tees && operator === -1) return undefined;
  const sources = tees ? [...command.pipedFrom] : [command];
  const heredocs = command.redirects.flatMap(({ heredoc, operator, target }) =>
    heredoc ? [heredoc.body] : operator === '<<<' && target ? [target] : [],
  );
  const words = sources.flatMap((source) =>
    PRINTS.test(source.name)
      ? source.args
      : [source.nameWord, ...source.args].filter((word) => word !== undefined),
  );
  // A program's own output is not known, whatever its arguments are.
  const computed = sources.some(({ name }) => !PRINTS.test(name)) && heredocs.length === 0;
  if (operator !== -1 && !computed) return command.args.slice(0, operator);
  const own = tees ? command.args.filter((word) => !isFile(word)) : [];
  return computed ? [...words, UNKNOWN] : [...words, ...heredocs, ...own];
}

const PRINTS = /^(?:echo|printf|cat|write-output|write-host)$/i;

const UNKNOWN: Word = {
  from: 0,
  to: 0,
  text: '',
  literal: false,
  pieces: [{ kind: 'variable', from: 0, to: 0, text: '', quote: 'none', name: '', operation: '' }],
};

function isFile(word: Word | undefined): boolean {
  return (
    word?.pieces.some(
      (piece) => piece.kind === 'variable' && /^(?:env:)?GITHUB_(?:ENV|PATH)$/i.test(piece.name),
    ) ?? false
  );
}

/** Variables of the script that hold text of an outsider: from `env`, or computed from such. */
function taintedVariables(script: Script, step: Step): ReadonlySet<string> {
  const tainted = new Set<string>();
  for (const env of [step.workflow?.env, step.job?.env, step.env]) {
    for (const { name, value } of env?.entries ?? []) {
      const outside =
        value &&
        interpolationsOf(value).some(
          ({ expression }) =>
            expression &&
            flowingContexts(expression).some(
              (context) => trustOfOrigin(originOf(context, step)) === 'tainted',
            ),
        );
      if (outside) tainted.add(name.text);
      else tainted.delete(name.text);
    }
  }
  for (const { assignments } of script.commands) {
    for (const { name, value } of assignments) {
      if (value && trustOf(value, step, tainted) === 'tainted') tainted.add(name);
    }
  }
  return tainted;
}

function trustOf(word: Word, step: Step, tainted: ReadonlySet<string>): Trust {
  return word.literal ? 'fixed' : worst(word.pieces.map((piece) => trustOfPiece(piece, step, tainted)));
}

function trustOfPiece(piece: Piece, step: Step, tainted: ReadonlySet<string>): Trust {
  switch (piece.kind) {
    case 'literal':
    case 'arithmetic':
      return 'fixed';
    case 'variable': {
      const name = piece.name.replace(/^env:/i, '');
      if (tainted.has(name)) return 'tainted';
      return FIXED_VARIABLES.test(name) ? 'fixed' : 'unknown';
    }
    case 'interpolation':
      return worst(
        findInterpolations(piece.text).flatMap(({ expression }) =>
          expression
            ? contextsIn(expression).map((context) => trustOfOrigin(originOf(context, step)))
            : ['unknown' as const],
        ),
      );
    default: {
      const below = piece.commands.flatMap(({ args }) => args.map((arg) => trustOf(arg, step, tainted)));
      if (below.includes('tainted')) return 'tainted';
      return piece.commands.every(({ name }) => FIXED_COMMANDS.test(name)) ? worst(below) : 'unknown';
    }
  }
}

function trustOfOrigin(origin: Origin): Trust {
  // No line break fits in the name of a branch, so it sets no second variable.
  if (origin.by === 'outsider') return origin.freedom === 'branch' ? 'unknown' : 'tainted';
  return origin.by === 'nobody' ? 'fixed' : 'unknown';
}

/** Commands whose output holds nothing from outside. */
const FIXED_COMMANDS = /^(?:pwd|date|nproc|uname|whoami|id|mktemp|arch|hostname)$/;
const FIXED_VARIABLES =
  /^(?:GITHUB_(?:ACTION_PATH|ACTOR|REPOSITORY|REPOSITORY_OWNER|RUN_ID|RUN_NUMBER|SHA|WORKSPACE|SERVER_URL)|RUNNER_(?:TEMP|TOOL_CACHE|OS|ARCH)|HOME|PWD)$/;
