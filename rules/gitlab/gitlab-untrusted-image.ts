import { inputUsesIn, taintedInput } from '../../server/core/model/gitlab/input.ts';
import { isChosenByOutsider, variablesIn } from '../../server/core/model/gitlab/untrusted.ts';
import { defineRule } from '../../server/core/rule.ts';

/** Predefined variables that the pipeline's starter cannot fill. */
const OWN =
  /^CI_(?:COMMIT_(?:SHORT_)?SHA|REGISTRY|REGISTRY_IMAGE|PROJECT_\w+|PIPELINE_I?ID|JOB_ID|SERVER_\w+|TEMPLATE_REGISTRY_HOST|DEPENDENCY_PROXY_\w+|DEFAULT_BRANCH)$/;

export default defineRule({
  id: 'gitlab-untrusted-image',
  summary: 'The image of a job is chosen by whoever pushes a branch',
  severity: 'high',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-4'],
  cwe: [829],
  since: '0.1.0',
  fix: 'none',
  equivalents: { glsec: ['GL007'] },
  docs: `
    ## What it does
    Reports \`image\` and \`services\` that hold a variable an outsider fills, such as a branch name or a merge request's
    title, be it by way of an input (default profile), and, in the audit profile, any other variable in the name of the image.

    ## Why is this bad?
    The job runs in an image of somebody else's choice, with the variables and tokens of the project. A slug
    (\`CI_COMMIT_REF_SLUG\`) is chosen just as freely.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    test:
      image: registry.example.com/app:$CI_COMMIT_REF_NAME
      script: [make test]
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    test:
      image: registry.example.com/app:$CI_COMMIT_SHA
      script: [make test]
    \`\`\`
  `,
  check: {
    gitlab(ctx, { images, inputs }) {
      for (const { name } of images) {
        for (const use of inputUsesIn(name.text)) {
          const tainted = taintedInput(inputs, use.name, isChosenByOutsider);
          if (!tainted) continue;
          const { node, source } = tainted.value;
          ctx.report({
            span: name.map.span(use.start, use.end),
            message: `Whoever pushes a branch fills \`${tainted.variable}\` and so picks this image; give the input \`options\`.`,
            related: [{ span: node.span, source, message: 'it is put in here' }],
            ...(tainted.variable.endsWith('_SLUG') && { severity: 'medium', profile: 'strict' }),
          });
        }
        const [variable] = variablesIn(name.text);
        if (!variable) continue;
        const chosen = variablesIn(name.text).find((used) => isChosenByOutsider(used.name));
        if (chosen)
          ctx.report({
            span: name.map.span(chosen.start, chosen.end),
            message: `Whoever pushes a branch fills \`${chosen.name}\` and so picks this image; use the commit's hash.`,
            ...(chosen.name.endsWith('_SLUG') && { severity: 'medium', profile: 'strict' }),
          });
        else if (!OWN.test(variable.name) && /^\$\{?\w+\}?$/.test(name.text.trim()))
          ctx.report({
            span: name.map.span(variable.start, variable.end),
            message: `Whoever may set \`${variable.name}\` for a pipeline picks this image; write it out.`,
            severity: 'low',
            confidence: 'low',
            profile: 'audit',
          });
      }
    },
  },
});
