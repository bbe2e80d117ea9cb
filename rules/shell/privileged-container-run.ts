import { containerRunsOf } from '../../server/core/model/container-run.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'privileged-container-run',
  summary: 'A script starts a container with `--privileged`',
  severity: 'high',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-7'],
  cwe: [250],
  since: '0.1.0',
  fix: 'none',
  equivalents: { glsec: ['GL056'], 'pipeline-check': ['GHA-017', 'GL-017', 'DF-008'] },
  docs: `
    ## What it does
    Reports \`docker run --privileged\` (also \`podman\`, \`nerdctl\`, and \`create\`) in scripts of workflows, pipelines,
    buildspecs, Dockerfiles and shell files. What registers emulators of other processors with the kernel
    (\`tonistiigi/binfmt\`, \`multiarch/qemu-user-static\`) cannot do without, and is reported in the \`strict\` profile.

    ## Why is this bad?
    A privileged container has every capability and every device of the machine: what runs in it can take over the
    runner, its credentials, and the other jobs on it. Grant the one capability or device that is needed
    (\`--cap-add\`, \`--device\`).

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    test:
      script:
        - docker run --rm --privileged example/tests:1.4.2
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    test:
      script:
        - docker run --rm --device /dev/kvm example/tests:1.4.2
    \`\`\`
  `,
  check: {
    script(ctx, script) {
      if (!script.text.includes('--privileged')) return;
      for (const { options, image } of containerRunsOf(script)) {
        const isNeeded = image !== undefined && REGISTERS_EMULATORS.test(image.text);
        for (const option of options) {
          if (option.name !== '--privileged' || /^(?:false|0)$/i.test(option.value)) continue;
          ctx.report({
            span: script.spanOf(option),
            message:
              'This container may do all that its host may; grant only the capability or device it needs.',
            ...(isNeeded && { severity: 'low', profile: 'strict' }),
          });
        }
      }
    },
  },
});

/** Images that tell the kernel how to run programs of other processors, which takes all privileges. */
const REGISTERS_EMULATORS = /(?:^|\/)(?:binfmt|binfmt-misc|qemu-user-static)(?:[:@]|$)/;
