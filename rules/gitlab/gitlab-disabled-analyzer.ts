const SWITCHES =
  /^(?:SAST|SECRET_DETECTION|DEPENDENCY_SCANNING|CONTAINER_SCANNING|DAST|DAST_API|API_FUZZING|COVFUZZ|IAC_SCANNING|SAST_IAC|LICENSE_SCANNING|LICENSE_MANAGEMENT|CODE_QUALITY)_DISABLED$/;

import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'gitlab-disabled-analyzer',
  summary: 'A security scanner of GitLab is switched off',
  severity: 'medium',
  confidence: 'medium',
  profile: 'strict',
  owasp: ['CICD-SEC-1'],
  cwe: [693],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GL-043'] },
  docs: `
    ## What it does
    Reports \`SAST_DISABLED\`, \`SECRET_DETECTION_DISABLED\`, \`DEPENDENCY_SCANNING_DISABLED\`, \`CONTAINER_SCANNING_DISABLED\` and
    their like, with any value but a negative one, in the variables of a pipeline or job.

    ## Why is this bad?
    The templates that would scan are still included, and look as if they did. Exclude paths or rules that are in the way
    (\`SAST_EXCLUDED_PATHS\`), or leave the template out.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    variables:
      SECRET_DETECTION_DISABLED: "true"
    test:
      script: [make test]
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    variables:
      SAST_EXCLUDED_PATHS: "spec, tmp"
      SAST_DISABLED: "false"
    test:
      script: [make test]
    \`\`\`
  `,
  check: {
    gitlab(ctx, { variables }) {
      for (const { name, value } of variables) {
        if (!value || !SWITCHES.test(name.text) || /^(?:false|0|no|)$/i.test(value.text.trim())) continue;
        ctx.report({
          span: { start: name.span.start, end: value.span.end },
          message: 'This switches a scanner off; exclude what is in its way instead.',
        });
      }
    },
  },
});
