import type { Container } from '../../server/core/model/github/environment.ts';
import { liveJobs } from '../../server/core/model/github/workflow.ts';
import type { ScalarNode } from '../../server/core/parse/tree.ts';
import { type Context, defineRule } from '../../server/core/rule.ts';
import type { Span } from '../../server/core/text/source.ts';

export default defineRule({
  id: 'privileged-job-container',
  summary: 'A job container or service can take over the runner',
  severity: 'high',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-7', 'CICD-SEC-5'],
  cwe: [250],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GHA-017', 'GHA-026'] },
  references: [
    'https://docs.github.com/en/actions/how-tos/write-workflows/choose-where-workflows-run/run-jobs-in-a-container',
  ],
  docs: `
    ## What it does
    Reports containers and services of a job whose \`options\` take the walls down (\`--privileged\`, \`--cap-add ALL\` or
    \`SYS_ADMIN\`, \`--pid host\`, \`--security-opt seccomp=unconfined\` …) and those that mount the Docker socket or the
    runner's root.

    ## Why is this bad?
    What runs in such a container is root on the runner. On a self-hosted runner that outlives the job; on any runner it
    reaches the tokens and caches of the other steps.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        container:
          image: debian:12
          options: --privileged
        steps:
          - run: make
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        container:
          image: debian:12
        steps:
          - run: make
    \`\`\`
  `,
  check: {
    workflow(ctx, workflow) {
      for (const job of liveJobs(workflow))
        for (const container of job.containers) checkContainer(ctx, container);
    },
  },
});

function checkContainer(ctx: Context, { options, volumes }: Container): void {
  if (options) {
    for (const match of options.text.matchAll(DANGEROUS_OPTION)) {
      const option = match[1]!;
      const start = match.index + match[0].length - option.length;
      report(ctx, options.map.span(start, start + option.length), option);
    }
  }
  for (const volume of volumes) checkVolume(ctx, volume);
}

const DANGEROUS_OPTION =
  /(?:^|\s)(--privileged(?:=true)?(?=\s|$)|--(?:pid|ipc|uts|userns|network|net|cgroupns)[= ]host\b|--cap-add[= ]["']?(?:ALL|(?:CAP_)?SYS_(?:ADMIN|PTRACE|MODULE))\b|--security-opt[= ]["']?(?:seccomp|apparmor)[=:]unconfined\b|--device[= ]\/dev\/(?:mem|kmem|sd\w)|(?:-v|--volume)[= ]["']?(?:\/var\/run\/docker\.sock|\/run\/docker\.sock|\/):\S*|--mount[= ]\S*docker\.sock\S*)/g;

function checkVolume(ctx: Context, volume: ScalarNode): void {
  if (/^\/(?:var\/)?run\/docker\.sock:|^\/:/.test(volume.text)) report(ctx, volume.span, volume.text);
}

function report(ctx: Context, span: Span, what: string): void {
  const network = /^--(?:network|net)/.test(what);
  ctx.report({
    span,
    message: `With \`${what.slice(0, 50)}\` this container can take over the runner; leave it out.`,
    // The host's network is wide, but needed for much testing, and no way onto the host by itself.
    ...(network && {
      severity: 'low',
      profile: 'strict',
      message: `With \`${what}\` this container reaches every service of the runner; publish single ports instead.`,
    }),
  });
}
