import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'unprotected-docker-daemon',
  summary: 'The Docker daemon takes commands without TLS',
  severity: 'medium',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-7'],
  cwe: [319, 306],
  since: '0.1.0',
  fix: 'none',
  equivalents: { glsec: ['GL031'], 'pipeline-check': ['GL-039'] },
  docs: `
    ## What it does
    Reports an empty \`DOCKER_TLS_CERTDIR\`, which makes \`docker:dind\` listen without TLS, and a \`DOCKER_HOST\` on port
    2375 where that variable is not set in the file.

    ## Why is this bad?
    Whatever reaches the port, other jobs on the same network included, can start privileged containers. With
    \`DOCKER_TLS_CERTDIR: /certs\` daemon and client make a pair of certificates by themselves.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    variables:
      DOCKER_TLS_CERTDIR: ""
    build:
      services: [docker:27-dind]
      script: [docker build .]
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    variables:
      DOCKER_TLS_CERTDIR: /certs
    build:
      services: [docker:27-dind]
      script: [docker build .]
    \`\`\`
  `,
  check: {
    gitlab(ctx, { variables }) {
      const own = variables.filter(({ name }) => name.text === 'DOCKER_TLS_CERTDIR');
      for (const { name, value } of own) {
        if (value && value.text !== '' && value.value !== null) continue;
        ctx.report({
          span: { start: name.span.start, end: (value ?? name).span.end },
          message: 'Without TLS anyone on the network drives this daemon; set the folder to `/certs`.',
        });
      }
      if (own.length > 0) return;
      for (const { name, value } of variables) {
        if (name.text !== 'DOCKER_HOST' || !value || !/^tcp:\/\/[^/]*:2375\/?$/.test(value.text)) continue;
        ctx.report({
          span: value.span,
          message:
            'Port 2375 has no TLS: anyone on the network drives this daemon; use 2376 with certificates.',
        });
      }
    },
  },
});
