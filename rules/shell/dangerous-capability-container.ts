import { containerRunsOf } from '../../server/core/model/container-run.ts';
import { defineRule } from '../../server/core/rule.ts';

/** Capabilities with which a process can leave its container; capabilities(7). */
const ESCAPES = new Set([
  'ALL',
  'SYS_ADMIN',
  'SYS_PTRACE',
  'SYS_MODULE',
  'SYS_RAWIO',
  'SYS_BOOT',
  'DAC_READ_SEARCH',
  'BPF',
  'NET_ADMIN',
]);

export default defineRule({
  id: 'dangerous-capability-container',
  summary: 'A script starts a container with a capability that leads out of it',
  severity: 'medium',
  confidence: 'high',
  profile: 'strict',
  earliest: 'default',
  owasp: ['CICD-SEC-7'],
  cwe: [250],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GHA-017', 'GL-017', 'DF-008'], glsec: ['GL057', 'GL076'] },
  docs: `
    ## What it does
    Reports \`docker run\` with \`--cap-add\` of \`ALL\`, \`SYS_ADMIN\`, \`SYS_PTRACE\`, \`SYS_MODULE\`, \`NET_ADMIN\` and
    their like, and with \`--security-opt seccomp=unconfined\`, \`apparmor=unconfined\` or \`label=disable\`.

    ## Why is this bad?
    Each of them alone is enough, or nearly, to leave the container. \`ALL\` is \`--privileged\` by another name.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    mount:
      script:
        - docker run --cap-add SYS_ADMIN example/mount:1.0.3
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    mount:
      script:
        - docker run --cap-add NET_BIND_SERVICE example/mount:1.0.3
    \`\`\`
  `,
  check: {
    script(ctx, script) {
      if (!/--cap-add|--security-opt/.test(script.text)) return;
      for (const { options } of containerRunsOf(script)) {
        for (const option of options) {
          const { name, value } = option;
          const capability = value.toUpperCase().replace(/^CAP_/, '');
          if (name === '--cap-add' && ESCAPES.has(capability))
            ctx.report({
              span: script.spanOf(option),
              message: `The capability ${capability} leads out of the container; grant a narrower one.`,
              ...(capability === 'ALL' && { severity: 'high', profile: 'default' }),
            });
          if (
            name === '--security-opt' &&
            /^(?:(?:seccomp|apparmor|systempaths)[=:]unconfined|label[=:]disable)$/.test(value)
          )
            ctx.report({
              span: script.spanOf(option),
              message: `\`${value}\` takes the kernel's confinement off the container; keep the default profile.`,
            });
        }
      }
    },
  },
});
