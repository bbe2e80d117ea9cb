import { inputUsesIn, taintedInput } from '../../server/core/model/gitlab/input.ts';
import { scalarAt } from '../../server/core/parse/tree.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'gitlab-unconstrained-input',
  summary: 'An input without options is put into code',
  severity: 'medium',
  confidence: 'medium',
  profile: 'strict',
  owasp: ['CICD-SEC-4'],
  cwe: [94],
  since: '0.1.0',
  fix: 'none',
  equivalents: { glsec: ['GL051'], poutine: ['injection'] },
  docs: `
    ## What it does
    Reports \`$[[ inputs.name ]]\` in \`image\`, \`script\` and \`environment: name\`, where the input has neither \`options\`
    nor \`regex\` and is no number or boolean. In a script \`posix_escape\` is enough.

    ## Why is this bad?
    The text is put in before anything is parsed, so whoever fills the input writes code of the job. Restrict it, or
    pass it through a variable in quotes.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    spec:
      inputs:
        target:
    ---
    deploy:
      script:
        - ./deploy.sh $[[ inputs.target ]]
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    spec:
      inputs:
        target:
          options: [staging, production]
    ---
    deploy:
      script:
        - ./deploy.sh $[[ inputs.target ]]
    \`\`\`
  `,
  check: {
    gitlab(ctx, { inputs, images, scripts, jobs }) {
      if (inputs.every(({ isConstrained }) => isConstrained)) return;
      const names = jobs.flatMap(
        ({ node }) => scalarAt(node, 'environment') ?? scalarAt(node, 'environment', 'name') ?? [],
      );
      const places = [
        ...images.map(({ name }) => ({ scalar: name, isScript: false })),
        ...scripts.map(({ scalar }) => ({ scalar, isScript: true })),
        ...names.map((scalar) => ({ scalar, isScript: false })),
      ];
      for (const { scalar, isScript } of places) {
        for (const { name, start, end, escapes, expands } of inputUsesIn(scalar.text)) {
          const input = inputs.find((candidate) => candidate.name.text === name);
          if (!input || input.isConstrained || (isScript && escapes)) continue;
          // An outsider is known to write it: that has rules of its own.
          if ((!isScript || expands) && taintedInput(inputs, name)) continue;
          ctx.report({
            span: scalar.map.span(start, end),
            message: `Whoever fills \`${name}\` writes a part of this job; give the input \`options\` or a \`regex\`.`,
          });
        }
      }
    },
  },
});
