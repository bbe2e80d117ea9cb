import { isPrivilegedEvent, stepEvents } from '../../server/core/model/github/events.ts';
import type { OutsiderScript } from '../../server/core/model/github/outsider-script.ts';
import { inputsOf, type Step } from '../../server/core/model/github/step.ts';
import { originOf } from '../../server/core/model/github/taint.ts';
import { actionName } from '../../server/core/model/github/uses.ts';
import { interpolationsOf } from '../../server/core/parse/expression.ts';
import { flowingContexts } from '../../server/core/parse/expression-query.ts';
import type { Command, Piece, Word } from '../../server/core/parse/shell.ts';
import { defineRule } from '../../server/core/rule.ts';
import { SCRIPT_INPUTS } from '../data/script-inputs.ts';

export default defineRule({
  id: 'untrusted-request',
  summary: 'An outsider decides where a job sends a request',
  severity: 'medium',
  confidence: 'medium',
  profile: 'default',
  owasp: ['CICD-SEC-4'],
  cwe: [918],
  since: '0.1.0',
  fix: 'none',
  equivalents: { sisakulint: ['request-forgery-critical', 'request-forgery-medium'] },
  docs: `
    ## What it does
    Reports \`curl\`, \`wget\`, \`nc\`, \`Invoke-WebRequest\` and their like, and \`fetch\`, \`axios\` and \`requests\` in scripts, with an
    address whose host comes from an outsider: the body of an issue, a comment, the title of a pull request. Not where the
    script checks the text, or takes it apart to look at it, first. Where the host is fixed and the path alone is the
    outsider's, it is in the \`strict\` profile.

    ## Why is this bad?
    The job then fetches what the stranger wants from where the stranger is not: services of a self-hosted runner's
    network, the cloud's metadata with its credentials; or it takes in the file that the stranger has put up.

    ## Example
    \`\`\`yaml bad .github/workflows/preview.yml
    on: issue_comment
    permissions: {}
    jobs:
      preview:
        runs-on: ubuntu-latest
        steps:
          - run: curl -fsS "$LINK" -o preview.html
            env:
              LINK: \${{ github.event.comment.body }}
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/preview.yml
    on: issue_comment
    permissions: {}
    jobs:
      preview:
        runs-on: ubuntu-latest
        steps:
          - run: |
              [[ $LINK =~ ^https://preview\\.example\\.com/[a-z0-9/-]+$ ]] || exit 1
              curl -fsS "$LINK" -o preview.html
            env:
              LINK: \${{ github.event.comment.body }}
    \`\`\`
  `,
  check: {
    'outsider-script'(ctx, outsider) {
      const { script, step } = outsider;
      if (!TOOL.test(script.text) || LOOKS_AT_IT.test(script.text)) return;
      const open = stepEvents(step).some(isPrivilegedEvent);
      for (const command of script.commands) {
        const found = TOOLS.test(command.name) ? addressPiece(outsider, command) : undefined;
        if (!found) continue;
        ctx.report({
          span: script.spanOf(found.piece),
          message: found.host
            ? 'Anyone can choose where this request goes; compare the address with those you expect first.'
            : 'Anyone can choose a part of this address; check or encode it first.',
          ...(!(found.host && open) && { severity: 'low', profile: 'strict' }),
        });
      }
      for (const { start, end } of step.run && CODE.test(script.text) ? interpolationsOf(step.run) : []) {
        if (!CALL.test(script.text.slice(Math.max(0, start - 60), start))) continue;
        const piece = {
          kind: 'interpolation',
          from: start,
          to: end,
          quote: 'none',
          text: script.text.slice(start, end),
        } as const;
        if (!outsider.textOf(piece)) continue;
        ctx.report({
          span: script.spanOf(piece),
          message: CODE_MESSAGE,
          ...(!open && { severity: 'low', profile: 'strict' }),
        });
      }
    },
    step(ctx, step) {
      if (step.uses?.kind !== 'repository') return;
      const scripts = SCRIPT_INPUTS[actionName(step.uses)];
      if (!scripts) return;
      for (const { name, value } of inputsOf(step)) {
        if (!scripts[name.text.toLowerCase()] || !CODE.test(value.text)) continue;
        for (const { start, end, expression } of interpolationsOf(value)) {
          if (!expression || !CALL.test(value.text.slice(Math.max(0, start - 60), start))) continue;
          if (!flowingContexts(expression).some((context) => originOf(context, step).by === 'outsider'))
            continue;
          const open = isOpen(step);
          ctx.report({
            span: value.map.span(start, end),
            message: CODE_MESSAGE,
            ...(!open && { severity: 'low', profile: 'strict' }),
          });
        }
      }
    },
  },
});

const CODE_MESSAGE =
  'Anyone can choose where this request goes; compare the address with those you expect first.';
const TOOL =
  /\b(?:curl|wget|aria2c|httpie|http|https|nc|ncat|netcat|telnet|socat|iwr|irm|Invoke-(?:WebRequest|RestMethod)|fetch|axios|requests|urlopen)\b/i;
const TOOLS =
  /^(?:curl|wget|aria2c|https?|xh|nc|ncat|netcat|telnet|socat|iwr|irm|invoke-webrequest|invoke-restmethod)$/i;
/** The script takes the address apart, which it does to judge it. */
const LOOKS_AT_IT = /=~\s{0,9}["']?\^https?:|urlparse|urlsplit|new URL\(|\[uri\]|allow(?:ed|list)|whitelist/i;
const CODE = /\b(?:fetch|axios|requests|urlopen|got|httpx)\b/;
/** A call whose address begins here. */
const CALL =
  /\b(?:(?:fetch|axios|urlopen|got|urlretrieve)(?:\.(?:get|post|put|head|request))?|(?:requests|httpx)\.(?:get|post|put|head|request))\s{0,9}\(\s{0,9}[fr]?[`'"]{0,3}(?:https?:\/\/)?$/;

function isOpen(step: Step): boolean {
  return stepEvents(step).some(isPrivilegedEvent);
}

/** The piece of an outsider's in an address; `host` unless a literal host stands before it. */
function addressPiece(
  outsider: OutsiderScript,
  { name, args }: Command,
): { readonly piece: Piece; readonly host: boolean } | undefined {
  const raw = /^(?:nc|ncat|netcat|telnet|socat)$/.test(name);
  for (const [i, word] of args.entries()) {
    if (!raw && !isAddress(word, args[i - 1])) continue;
    let before = '';
    for (const piece of word.pieces) {
      const text = piece.kind === 'literal' ? undefined : outsider.textOf(piece);
      // A branch's name holds no scheme with two slashes to it, but a path.
      if (text)
        return { piece, host: text.freedom === 'text' && !/^\w+:\/\/[^/?#]{1,255}[/?#]/.test(before) };
      before += piece.kind === 'literal' ? piece.text : 'x';
    }
  }
  return undefined;
}

/** Options whose value is no address; what stands alone is one. */
function isAddress({ text }: Word, before: Word | undefined): boolean {
  if (text.startsWith('-')) return false;
  const option = before?.text ?? '';
  return (
    !/^-/.test(option) ||
    /^(?:--url|-Uri|-O-|-[fsSLkgGIiqv]+|--(?:fail|silent|show-error|location|insecure|quiet|get|head|compressed))$/.test(
      option,
    )
  );
}
