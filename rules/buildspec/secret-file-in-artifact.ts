import type { Artifact, Buildspec } from '../../server/core/model/buildspec.ts';
import { commandLines } from '../../server/core/parse/command-lines.ts';
import { type Context, defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'secret-file-in-artifact',
  summary: 'A file with a secret in it is shipped with the build artifact',
  severity: 'high',
  confidence: 'medium',
  profile: 'default',
  owasp: ['CICD-SEC-6', 'CICD-SEC-9'],
  cwe: [538, 522],
  since: '0.1.0',
  fix: 'none',
  references: ['https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html'],
  docs: `
    ## What it does
    Reports a command that writes a secret of the build into a file of the working folder (\`.npmrc\`, \`.env\`, \`pip.conf\`,
    a key), where an artifact takes in everything: \`**/*\` without \`base-directory\`, and without the file in
    \`exclude-paths\`.

    ## Why is this bad?
    Whoever can read the artifact bucket, and every later stage of the pipeline, gets the secret along with the
    artifact.

    ## Example
    \`\`\`yaml bad buildspec.yml
    version: 0.2
    env:
      secrets-manager:
        NPM_TOKEN: ci/npm:token
    phases:
      install:
        commands:
          - echo "//npm.example.com/:_authToken=$NPM_TOKEN" > .npmrc
    artifacts:
      files:
        - '**/*'
    \`\`\`
    Use instead:
    \`\`\`yaml good buildspec.yml
    version: 0.2
    env:
      secrets-manager:
        NPM_TOKEN: ci/npm:token
    phases:
      install:
        commands:
          - echo "//npm.example.com/:_authToken=$NPM_TOKEN" > ~/.npmrc
    artifacts:
      base-directory: dist
      files:
        - '**/*'
    \`\`\`
  `,
  check: { buildspec: check },
});

function check(ctx: Context, spec: Buildspec): void {
  const names = secretNames(spec);
  const artifact = spec.artifacts.find(takesEverything);
  if (!artifact || names.size === 0) return;
  const scripts = spec.phases.flatMap((phase) => phase.scripts);
  for (const { scalar } of scripts) {
    if (!scalar.text.includes('>') && !scalar.text.includes('tee')) continue;
    for (const { text, span } of commandLines(scalar.text)) {
      const file = writtenFile(text);
      if (!file || !expandsOneOf(text, names) || isExcluded(artifact, file)) continue;
      if (scripts.some((other) => isRemovedBy(other.scalar.text, file))) continue;
      ctx.report({
        span: scalar.map.span(span.start, span.end),
        message: `The secret in ${file} is shipped with the artifact; write it outside of the folder, or set base-directory.`,
        related: [{ span: artifact.node.pairs[0]!.key.span, message: 'The artifact takes in everything.' }],
      });
    }
  }
}

/** Variables that hold secrets: those from Secrets Manager, and parameters with the name of one. */
function secretNames({ env }: Buildspec): ReadonlySet<string> {
  const parameters = env.parameterStore.filter(({ key }) =>
    /TOKEN|PASS|SECRET|KEY|CREDENTIAL/i.test(key.text),
  );
  return new Set([...env.secretsManager, ...parameters].map(({ key }) => key.text));
}

function takesEverything({ files, baseDirectory }: Artifact): boolean {
  if (baseDirectory && !/^\.?\/?$/.test(baseDirectory.text)) return false;
  return files.some(({ text }) => /^(?:\.\/)?\*\*(?:\/\*)?$/.test(text));
}

/** The file below the working folder that a command writes to, when files of its name hold secrets. */
function writtenFile(command: string): string | undefined {
  const file = /(?:>>?|\btee(?:[ \t]+-a)?)[ \t]*["']?([\w.][\w./-]*)["']?/.exec(command)?.[1];
  return file && SECRET_FILE.test(file) && !file.startsWith('..') ? file : undefined;
}

const SECRET_FILE =
  /(?:^|\/)(?:\.npmrc|\.yarnrc(?:\.yml)?|\.netrc|\.pypirc|pip\.conf|\.env(?:\.\w+)?|\.git-credentials|settings\.xml|auth\.json|nuget\.config|credentials|id_(?:rsa|ed25519|ecdsa)|[\w.-]+\.(?:pem|key|p12|jks))$/i;

/** True when the shell puts one of the variables in; within single quotes it does not. */
function expandsOneOf(command: string, names: ReadonlySet<string>): boolean {
  const open = command.replace(/'[^']*'/g, '');
  return [...open.matchAll(/\$\{?(\w+)/g)].some((match) => names.has(match[1]!));
}

function isExcluded({ excludePaths }: Artifact, file: string): boolean {
  const name = file.slice(file.lastIndexOf('/') + 1);
  return excludePaths.some(({ text }) => text.includes(name) || /(?:^|\/)\.\*/.test(text));
}

function isRemovedBy(script: string, file: string): boolean {
  return (
    /(?:^|[\s;&])(?:rm|shred)\s/.test(script) &&
    script.slice(script.search(/\b(?:rm|shred)\s/)).includes(file)
  );
}
