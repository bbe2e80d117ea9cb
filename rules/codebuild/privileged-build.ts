import type { Confidence, Fix, Profile, Severity } from '../../server/core/finding.ts';
import type { BatchTask, Buildspec } from '../../server/core/model/buildspec.ts';
import { isYes } from '../../server/core/model/buildspec.ts';
import type { CodeBuildProject } from '../../server/core/model/codebuild.ts';
import { buildsImages, dockerNeedOf, speaksOfImages } from '../../server/core/model/docker-need.ts';
import { alternativesOf, isTrue } from '../../server/core/model/template.ts';
import type { Node, Pair } from '../../server/core/parse/tree.ts';
import { type Context, defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'privileged-build',
  summary: 'A build runs in privileged mode without need',
  severity: 'medium',
  confidence: 'medium',
  profile: 'default',
  owasp: ['CICD-SEC-5', 'CICD-SEC-7'],
  cwe: [250],
  since: '0.1.0',
  fix: 'unsafe',
  equivalents: {
    checkov: ['CKV_AWS_316'],
    'pipeline-check': ['CB-002'],
  },
  references: [
    'https://docs.aws.amazon.com/codebuild/latest/userguide/create-project.html',
    'https://docs.aws.amazon.com/codebuild/latest/userguide/batch-build-buildspec.html',
  ],
  docs: `
    ## What it does
    Reports \`PrivilegedMode\` of a CodeBuild project and \`privileged-mode\` of the tasks of a batch. It is weighed by
    what the build runs: where every command can be read and none talks to a container daemon, nothing needs it. Where
    the commands stand in another file or in scripts, the finding is of low severity; where an image is built with
    Docker, it is of low severity and says what would do without. Other uses of Docker are left to the \`strict\`
    profile.

    ## Why is this bad?
    A privileged container has all capabilities and sees the devices of its host. Code that gets into the build, such as
    a dependency's install script or a pull request, can leave the container and tamper with the host, its network and
    the credentials of the build.

    ## Example
    \`\`\`yaml bad buildspec.yml
    version: 0.2
    batch:
      build-list:
        - identifier: unit
          env:
            privileged-mode: true
    phases:
      build:
        commands:
          - npm ci
          - npm test
    \`\`\`
    Use instead:
    \`\`\`yaml good buildspec.yml
    version: 0.2
    batch:
      build-list:
        - identifier: unit
    phases:
      build:
        commands:
          - npm ci
          - npm test
    \`\`\`

    ## Fix safety
    The fix is unsafe: a script or a test may use Docker in a way that cannot be seen in the commands.
  `,
  check: {
    buildspec: checkBatch,
    'codebuild-project': checkProject,
  },
});

function checkBatch(ctx: Context, spec: Buildspec): void {
  const seen = new Map<number, BatchTask[]>();
  for (const task of spec.batch) {
    const value = task.privilegedMode?.value;
    if (!value || !isYes(value)) continue;
    // Tasks that share one `env` through an anchor are one place in the file.
    const tasks = seen.get(value.span.start);
    if (tasks) tasks.push(task);
    else seen.set(value.span.start, [task]);
  }
  for (const tasks of seen.values()) {
    const [{ privilegedMode }] = tasks as [BatchTask];
    const own = tasks.every((task) => task.buildspecs.length === 0);
    const names = tasks.flatMap(namesOf);
    report(ctx, privilegedMode!, judge(own ? [spec] : [], names), 'the task');
  }
}

function checkProject(ctx: Context, project: CodeBuildProject): void {
  const pair = project.privilegedMode;
  const on = alternativesOf(pair?.value).find(isTrue);
  if (!pair || !on) return;
  const layers = project.cacheModes.some((mode) => mode.text === 'LOCAL_DOCKER_LAYER_CACHE');
  const names = [
    project.resource.logicalId.text,
    ...project.variables.flatMap(({ name }) => (name ? [name.text] : [])),
    ...project.sources.flatMap(({ buildspec }) =>
      buildspec?.kind === 'scalar' ? [firstLine(buildspec)] : [],
    ),
  ];
  const known = project.commandsKnown ? project.buildspecs : [];
  const judgement = layers ? LIKELY : judge(known, names);
  const builds = judgement === NEEDED && buildsImages(known);
  report(ctx, { ...pair, value: on }, builds ? { ...NEEDED, profile: 'default' } : judgement, 'the project');
}

interface Judgement {
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly profile: Profile;
  readonly say: (who: string) => string;
}

const ABSENT: Judgement = {
  severity: 'medium',
  confidence: 'medium',
  profile: 'default',
  say: (who) => `Privileged mode gives ${who} its host, but no command here needs Docker; switch it off.`,
};

const UNKNOWN: Judgement = {
  severity: 'low',
  confidence: 'low',
  profile: 'default',
  say: (who) => `Privileged mode gives ${who} its host; switch it off unless it builds images with Docker.`,
};

/** What the names say speaks for Docker, but no command was seen: worth a look, not a warning. */
const LIKELY: Judgement = { ...UNKNOWN, profile: 'strict' };

const NEEDED: Judgement = {
  severity: 'low',
  confidence: 'medium',
  profile: 'strict',
  say: () =>
    'Privileged mode, used here for Docker, gives the build its host; build images without a daemon.',
};

function judge(specs: readonly Buildspec[], names: readonly string[]): Judgement {
  const need = dockerNeedOf(specs);
  if (need === 'needed') return NEEDED;
  if (need === 'absent') return ABSENT;
  return names.some(speaksOfImages) ? LIKELY : UNKNOWN;
}

function report(ctx: Context, pair: Pair, judgement: Judgement, who: string): void {
  const { severity, confidence, profile, say } = judgement;
  const span = { start: pair.key.span.start, end: pair.value!.span.end };
  const fixes = () => [switchOff(ctx, pair.value!)];
  ctx.report({ span, message: say(who), severity, confidence, profile, fixes });
}

function switchOff(ctx: Context, value: Node): Fix | undefined {
  if (value.alias) return undefined;
  const written = ctx.source.slice(value.span);
  const off = OFF[written.toLowerCase()];
  if (!off) return undefined;
  return {
    title: 'Switch privileged mode off',
    safety: 'unsafe',
    edits: [{ span: value.span, newText: off }],
  };
}

const OFF: Readonly<Record<string, string>> = {
  true: 'false',
  "'true'": 'false',
  '"true"': 'false',
  yes: 'no',
  on: 'off',
};

function namesOf(task: BatchTask): readonly string[] {
  return [
    task.identifier?.text ?? '',
    ...task.buildspecs.map(({ text }) => text),
    ...task.variables.map(({ key }) => key.text),
  ];
}

function firstLine(node: Node): string {
  return node.kind === 'scalar' ? (/^[^\r\n]*/.exec(node.text)?.[0] ?? '') : '';
}
