import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'gitlab-dind',
  summary: 'A job runs a Docker daemon in a privileged service',
  severity: 'low',
  confidence: 'high',
  profile: 'strict',
  owasp: ['CICD-SEC-7'],
  cwe: [250],
  since: '0.1.0',
  fix: 'none',
  equivalents: { glsec: ['GL054'] },
  docs: `
    ## What it does
    Reports the service \`docker:dind\` and, where there is none in the file, a \`DOCKER_HOST\` that points at one.

    ## Why is this bad?
    The daemon needs a runner with \`privileged = true\`, on which every job is root on the machine. Build images
    without a daemon (Buildah, Kaniko, BuildKit rootless) or on a runner of its own.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    build:
      image: docker:27
      services: [docker:27-dind]
      script: [docker build .]
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    build:
      image: quay.io/buildah/stable:v1.37
      script: [buildah build .]
    \`\`\`
  `,
  check: {
    gitlab(ctx, { images, variables }) {
      const services = images.filter(({ role, name }) => role === 'service' && isDind(name.text));
      for (const { name } of services)
        ctx.report({
          span: name.span,
          message: 'This daemon needs a privileged runner, where each job is root; build without a daemon.',
        });
      if (services.length > 0) return;
      for (const { name, value } of variables) {
        if (name.text !== 'DOCKER_HOST' || !value || !/^tcp:\/\/(?:docker|dind|localhost)\b/.test(value.text))
          continue;
        ctx.report({
          span: value.span,
          message:
            'A daemon at this address needs a privileged runner, where each job is root; build without a daemon.',
        });
      }
    },
  },
});

function isDind(image: string): boolean {
  return /(?:^|\/)docker(?::[\w.-]*)?dind(?:[\w.-]*)?(?:@|$)|(?:^|[/:_-])dind(?:[-:@]|$)/.test(image);
}
