import { approves } from '../../server/core/model/gitlab/approval.ts';
import { imageReference } from '../../server/core/model/image-reference.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'gitlab-unapproved-registry',
  summary: 'An image comes from a registry that your own list does not hold',
  severity: 'medium',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-3'],
  cwe: [829],
  since: '0.1.0',
  fix: 'none',
  equivalents: { glsec: ['GL065'] },
  options: {
    allow: {
      type: 'string-list',
      default: [],
      description:
        'Registries (`registry.example.com`) and namespaces in them (`ghcr.io/group`); when there are any, images from others are reported.',
    },
  },
  docs: `
    ## What it does
    Reports images and services from registries that the option \`allow\` does not name. Without the option it reports
    nothing; the example is for \`allow: [registry.example.com]\`. An image without a registry comes from \`docker.io\`. Where
    a variable stands for the registry, nothing is known.

    ## Why is this bad?
    An image runs with the secrets of its job. Who keeps a list of registries they have looked at wants to hear of each new
    one.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    build:
      image: quay.io/group/tool:1.4.2
      script: [make]
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    build:
      image: registry.example.com/tool:1.4.2
      script: [make]
    \`\`\`
  `,
  check: {
    gitlab(ctx, { images }) {
      const allow = ctx.option<readonly string[]>('allow');
      if (allow.length === 0) return;
      for (const { name } of images) {
        const address = addressOf(name.text);
        if (!address || approves(allow.map(withoutAlias), address)) continue;
        ctx.report({
          span: name.span,
          message: `\`${address.split('/', 1)[0]}\` is not on your list of registries; add it there or take the image from elsewhere.`,
        });
      }
    },
  },
});

/** The image with its registry; undefined where a variable stands for that. */
function addressOf(text: string): string | undefined {
  const { name } = imageReference(text);
  const [host = '', ...rest] = name.split('/');
  if (host.includes('$') || host === '') return undefined;
  const isHost = rest.length > 0 && (/[.:]/.test(host) || host === 'localhost');
  return withoutAlias(isHost ? name : `docker.io/${name}`);
}

/** Docker Hub has several names. */
function withoutAlias(address: string): string {
  return address.replace(/^(?:index|registry-1|registry\.hub)\.docker\.(?:io|com)(?=\/|$)/, 'docker.io');
}
