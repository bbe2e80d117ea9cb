import { containerRunsOf } from '../../server/core/model/container-run.ts';
import { defineRule } from '../../server/core/rule.ts';

/** What a container reaches in each namespace of its host. */
const REACH: Readonly<Record<string, string>> = {
  '--pid': 'sees and signals every process of the machine, and reads their environment',
  '--ipc': 'reads the shared memory of the machine',
  '--network': 'reaches services that listen on the machine only',
  '--userns': 'has the user ids of the machine, root included',
  '--uts': 'can rename the machine',
  '--cgroupns': 'sees the resource groups of the machine',
};

export default defineRule({
  id: 'host-namespace-container',
  summary: 'A script starts a container in a namespace of its host',
  severity: 'medium',
  confidence: 'high',
  profile: 'strict',
  earliest: 'default',
  owasp: ['CICD-SEC-7'],
  cwe: [653],
  since: '0.1.0',
  fix: 'none',
  equivalents: { glsec: ['GL058', 'GL061', 'GL077'], 'pipeline-check': ['GHA-017', 'GL-017'] },
  docs: `
    ## What it does
    Reports \`docker run\` with \`--pid=host\` (in the default profile), \`--ipc=host\`, \`--userns=host\`,
    \`--network=host\` and their like.

    ## Why is this bad?
    The namespace is the wall between the container and the runner. Without it the container reads the environment of
    other processes, their memory, or services that trust whoever is on the machine.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    probe:
      script:
        - docker run --rm --pid=host example/probe:2.0.1
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    probe:
      script:
        - docker run --rm example/probe:2.0.1
    \`\`\`
  `,
  check: {
    script(ctx, script) {
      if (!/[= \t"']host\b/.test(script.text)) return;
      for (const { options } of containerRunsOf(script)) {
        for (const option of options) {
          const reach = REACH[option.name];
          if (!reach || option.value !== 'host') continue;
          ctx.report({
            span: script.spanOf(option),
            message: `With \`${option.name}=host\` the container ${reach}; leave it out.`,
            ...(option.name === '--pid' && { severity: 'high', profile: 'default' }),
          });
        }
      }
    },
  },
});
