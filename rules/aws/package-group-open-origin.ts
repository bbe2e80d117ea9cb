import { scalarAt, valueAt } from '../../server/core/parse/tree.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'package-group-open-origin',
  summary: 'Packages may be published and also come from a public registry under the same names',
  severity: 'medium',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-3'],
  cwe: [427],
  since: '0.1.0',
  fix: 'none',
  references: ['https://docs.aws.amazon.com/codeartifact/latest/ug/package-group-origin-controls.html'],
  docs: `
    ## What it does
    Reports a CodeArtifact package group in which both \`Publish\` and \`ExternalUpstream\` are allowed.

    ## Why is this bad?
    Somebody publishes a package under one of your names to the public registry, with a higher version, and CodeArtifact
    hands that one out in place of yours: dependency confusion.

    ## Example
    \`\`\`yaml bad template.yml
    Resources:
      Own:
        Type: AWS::CodeArtifact::PackageGroup
        Properties:
          Pattern: /npm/example/*
          OriginConfiguration:
            Restrictions:
              Publish: { RestrictionMode: ALLOW }
              ExternalUpstream: { RestrictionMode: ALLOW }
    \`\`\`
    Use instead:
    \`\`\`yaml good template.yml
    Resources:
      Own:
        Type: AWS::CodeArtifact::PackageGroup
        Properties:
          Pattern: /npm/example/*
          OriginConfiguration:
            Restrictions:
              Publish: { RestrictionMode: ALLOW }
              ExternalUpstream: { RestrictionMode: BLOCK }
    \`\`\`
  `,
  check: {
    'template-resource'(ctx, { type, properties }) {
      if (type.text !== 'AWS::CodeArtifact::PackageGroup') return;
      const restrictions = valueAt(properties, 'OriginConfiguration', 'Restrictions');
      const publish = scalarAt(restrictions, 'Publish', 'RestrictionMode');
      const external = scalarAt(restrictions, 'ExternalUpstream', 'RestrictionMode');
      if (publish?.text !== 'ALLOW' || external?.text !== 'ALLOW') return;
      ctx.report({
        span: external.span,
        message:
          'These packages are published here and also fetched from outside; block ExternalUpstream for your own names.',
      });
    },
  },
});
