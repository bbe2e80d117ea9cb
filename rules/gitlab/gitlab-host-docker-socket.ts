import { isScalar, itemsOf, scalarAt, valueAt } from '../../server/core/parse/tree.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'gitlab-host-docker-socket',
  summary: 'A job drives the Docker daemon of its runner',
  severity: 'medium',
  confidence: 'high',
  profile: 'strict',
  owasp: ['CICD-SEC-7'],
  cwe: [250],
  since: '0.1.0',
  fix: 'none',
  equivalents: { glsec: ['GL055'] },
  docs: `
    ## What it does
    Reports \`DOCKER_HOST\` with the path of a socket, and services that mount \`docker.sock\`.

    ## Why is this bad?
    Who talks to the daemon of the runner can start a container with the whole disk of the machine in it, and read what other
    jobs have there. Build without a daemon (\`buildah\`, BuildKit without root), or with one of the job's own.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    build:
      variables:
        DOCKER_HOST: unix:///var/run/docker.sock
      script: [make image]
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    build:
      image: quay.io/buildah/stable:v1.38.0
      script: [buildah bud .]
    \`\`\`
  `,
  check: {
    gitlab(ctx, { variables, images }) {
      const message =
        'With this Docker daemon a job controls the whole runner machine; build images without it.';
      for (const { name, value } of variables) {
        if (name.text === 'DOCKER_HOST' && value && /^unix:|^\/.*docker\.sock$/.test(value.text))
          ctx.report({ span: value.span, message });
      }
      for (const { node } of images) {
        for (const volume of itemsOf(valueAt(node, 'volumes'))) {
          const source = isScalar(volume) ? volume : scalarAt(volume, 'source');
          if (source?.text.includes('docker.sock')) ctx.report({ span: source.span, message });
        }
      }
    },
  },
});
