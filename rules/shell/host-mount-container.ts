import { type ContainerOption, containerRunsOf } from '../../server/core/model/container-run.ts';
import { defineRule } from '../../server/core/rule.ts';

const SOCKETS = /^(?:\/var)?\/run\/(?:docker|podman\/podman|containerd\/containerd|crio\/crio)\.sock$/;
const SENSITIVE =
  /^\/(?:$|(?:etc|root|proc|sys|boot|dev|home|usr|bin|sbin|lib|lib64|var|var\/run|var\/lib|var\/lib\/(?:docker|kubelet|containerd)|run)\/?$|etc\/|root\/|proc\/|boot\/)/;
/** Files that containers are commonly given to read, and that hold no secret. */
const HARMLESS =
  /^\/etc\/(?:passwd|group|localtime|timezone|hosts|resolv\.conf|os-release|ssl\/certs.*|pki\/.*|ca-certificates.*|machine-id)$/;

export default defineRule({
  id: 'host-mount-container',
  summary: 'A script mounts the Docker socket or a system folder into a container',
  severity: 'high',
  confidence: 'high',
  profile: 'strict',
  earliest: 'default',
  owasp: ['CICD-SEC-7'],
  cwe: [668],
  since: '0.1.0',
  fix: 'none',
  equivalents: { glsec: ['GL060', 'GL055'], 'pipeline-check': ['GHA-017', 'GL-017'] },
  docs: `
    ## What it does
    Reports \`docker run -v\` and \`--mount\` whose source is a system folder of the host (\`/\`, \`/etc\`, \`/root\`,
    \`/proc\`, …; in the default profile) or the socket of the container engine (in the strict profile, for many tools
    are run that way).

    ## Why is this bad?
    Who can write to the engine's socket can start a privileged container, which is to be root on the machine. A
    mounted system folder gives the same with less effort.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    scan:
      script:
        - docker run --rm -v /:/host example/scanner:3.1.0 /host
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    scan:
      script:
        - docker run --rm -v "$PWD:/src:ro" example/scanner:3.1.0 /src
    \`\`\`
  `,
  check: {
    script(ctx, script) {
      if (!/-v|--volume|--mount/.test(script.text)) return;
      for (const { options } of containerRunsOf(script)) {
        for (const option of options) {
          const source = sourceOf(option);
          if (!source || HARMLESS.test(source)) continue;
          const socket = SOCKETS.test(source);
          if (!socket && !SENSITIVE.test(source)) continue;
          ctx.report({
            span: script.spanOf(option),
            message: socket
              ? 'The container can drive the engine of its host through this socket; use a rootless builder instead.'
              : `The container gets \`${source}\` of its host; mount only the folder it works on, read-only.`,
            profile: socket ? 'strict' : 'default',
          });
        }
      }
    },
  },
});

function sourceOf({ name, value }: ContainerOption): string | undefined {
  if (name === '--volume') return value.includes(':') ? value.slice(0, value.indexOf(':')) : undefined;
  if (name !== '--mount' || !/(?:^|,)type=bind(?:,|$)/.test(value)) return undefined;
  return /(?:^|,)(?:source|src)=([^,]+)/.exec(value)?.[1];
}
