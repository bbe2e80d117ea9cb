import { type Node, scalarAt, valueAt } from '../../server/core/parse/tree.ts';
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
    nor \`regex\` and is no number or boolean.

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
      const free = new Set(inputs.filter(({ value }) => isFree(value)).map(({ key }) => key.text));
      if (free.size === 0) return;
      const names = jobs.flatMap(
        ({ node }) => scalarAt(node, 'environment') ?? scalarAt(node, 'environment', 'name') ?? [],
      );
      for (const scalar of [
        ...images.map(({ name }) => name),
        ...scripts.map((script) => script.scalar),
        ...names,
      ]) {
        if (!scalar.text.includes('$[[')) continue;
        for (const match of scalar.text.matchAll(/\$\[\[\s{0,9}inputs\.([\w-]+)[^\]\r\n]{0,200}\]\]/g)) {
          if (!free.has(match[1]!)) continue;
          ctx.report({
            span: scalar.map.span(match.index, match.index + match[0].length),
            message: `Whoever fills \`${match[1]}\` writes a part of this job; give the input \`options\` or a \`regex\`.`,
          });
        }
      }
    },
  },
});

function isFree(input: Node | null): boolean {
  if (valueAt(input, 'options') || valueAt(input, 'regex')) return false;
  return !/^(?:number|boolean)$/.test(scalarAt(input, 'type')?.text ?? '');
}
