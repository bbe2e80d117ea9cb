import type { Variable, VariablePlace } from '../../server/core/model/variable.ts';
import { type Context, defineRule, type Hit } from '../../server/core/rule.ts';
import { movesOf } from '../../server/core/secrets/move.ts';
import { isSecretName, type Likeness, likenessOf, urlPasswordIn } from '../../server/core/secrets/value.ts';
import type { Span } from '../../server/core/text/source.ts';

/** How the pipeline should get the value instead. */
const ADVICE: Readonly<Record<VariablePlace, string>> = {
  buildspec: 'move it to Secrets Manager or Parameter Store',
  'workflow-env': 'take it from `secrets`',
  'workflow-with': 'take it from `secrets`',
  'container-env': 'take it from `secrets`',
  'action-env': 'make it an input',
  'action-with': 'make it an input',
  gitlab: "set it as a masked variable in the project's settings",
  'codebuild-project': 'move it to Secrets Manager or Parameter Store',
  'template-property': 'resolve it from Secrets Manager',
  'template-parameter': 'remove the default or resolve it from Secrets Manager',
  'docker-env': 'mount it as a build secret or give it at run time',
  'docker-arg': 'mount it as a build secret',
};

export default defineRule({
  id: 'hardcoded-secret-variable',
  summary: 'A variable with the name of a secret has a literal value',
  severity: 'high',
  confidence: 'medium',
  profile: 'default',
  owasp: ['CICD-SEC-6'],
  cwe: [798, 256],
  since: '0.1.0',
  fix: 'unsafe',
  findsSecrets: true,
  equivalents: {
    glsec: ['GL006', 'GL036', 'GL066'],
    gitleaks: ['generic-api-key', 'hashicorp-tf-password'],
    'pipeline-check': ['CB-001', 'GHA-008', 'GHA-039', 'GHA-099', 'GL-003', 'GL-008', 'DF-006'],
    checkov: ['CKV_AWS_41', 'CKV_AWS_45', 'CKV_DOCKER_11', 'CKV_SECRET_6'],
    secretlint: [
      '@secretlint/secretlint-rule-basicauth',
      '@secretlint/secretlint-rule-database-connection-string',
    ],
  },
  references: [
    'https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html#build-spec.env.secrets-manager',
    'https://docs.github.com/en/actions/security-for-github-actions/security-guides/using-secrets-in-github-actions',
    'https://docs.gitlab.com/ci/variables/#mask-a-cicd-variable',
  ],
  docs: `
    ## What it does
    Reports variables whose name ends like a secret's (\`DB_PASSWORD\`, \`npmToken\`, \`api-key\`) and whose value is written
    out: in a buildspec's \`env.variables\`, in \`env\` and \`with\` of workflows and actions, in GitLab's \`variables\`, in
    \`ENV\` and \`ARG\` of a Dockerfile, and in the properties, environment variables and parameter defaults of a template.
    Passwords inside an address (\`postgres://user:password@host\`) are reported whatever the variable's name.

    References, paths, placeholders and switches are no secrets. Values that everybody guesses (\`postgres\`, \`test123\`), as
    databases for tests have them, are reported in the strict profile only.

    ## Why is this bad?
    Everyone who can read the repository, its history, the build's settings or its logs has the secret.

    ## Example
    \`\`\`yaml bad buildspec.yml
    version: 0.2
    env:
      variables:
        STAGE: production
        DB_PASSWORD: 'xK9#notReal!rT4v'
    phases:
      build:
        commands:
          - make migrate
    \`\`\`
    Use instead:
    \`\`\`yaml good buildspec.yml
    version: 0.2
    env:
      variables:
        STAGE: production
      secrets-manager:
        DB_PASSWORD: example/production:DB_PASSWORD
    phases:
      build:
        commands:
          - make migrate
    \`\`\`

    ## Fix safety
    The fix only changes the file: the pipeline then reads the value from a store, under a name that you should adapt and
    that has to exist before the next run. Change the secret as well: the history keeps the old one.
  `,
  check: {
    variable(ctx, variable) {
      const isNamed = isSecretName(variable.name) && !namesAnotherThing(variable);
      // Most variables are neither named like a secret nor an address; no more is asked of them.
      if (!isNamed && !variable.value.includes('://') && variable.name !== 'DOCKER_AUTH_CONFIG') return;
      const span = contentOf(ctx, variable);
      // The log-ins of Docker, encoded and not encrypted.
      if (variable.name === 'DOCKER_AUTH_CONFIG' && /"auths?"\s{0,9}:/.test(variable.value)) {
        if (!/"(?:auth|password|identitytoken)"\s{0,9}:\s{0,9}"[^"$]{4}/.test(variable.value)) return;
        ctx.report({
          span,
          secret: span,
          message: `\`${variable.name}\` holds log-ins for all to read; change them and ${ADVICE[variable.place]}.`,
        });
        return;
      }
      // What has a form of its own is reported under its own name.
      if (ctx.document.facet('secret').some((hit) => hit.start < span.end && hit.end > span.start)) return;
      if (isNamed) reportValue(ctx, variable, span);
      else reportAddress(ctx, variable);
    },
  },
});

function reportValue(ctx: Context, variable: Variable, span: Span): void {
  const { name, place, value } = variable;
  const url = urlPasswordIn(value);
  if (url) {
    reportAddress(ctx, variable);
    return;
  }
  const likeness = likenessOf(name, value);
  if (likeness === 'none') return;
  ctx.report({
    span,
    secret: span,
    message: `The value of \`${name}\` stands here for all to read; change it and ${ADVICE[place]}.`,
    ...weightOf(variable, likeness),
    fixes: () => movesOf(ctx.document, variable),
  });
}

function reportAddress(ctx: Context, variable: Variable): void {
  const { name, place, value, scalar } = variable;
  const url = urlPasswordIn(value);
  if (!url) return;
  const whole = contentOf(ctx, variable);
  const span = scalar ? scalar.map.span(url.start, url.end) : partOf(ctx, whole, url.password);
  ctx.report({
    span,
    secret: span,
    message: `The address in \`${name}\` holds a password for all to read; change it and ${ADVICE[place]}.`,
    ...weightOf(variable, url.likeness),
    fixes: () => movesOf(ctx.document, variable, span),
  });
}

/**
 * Jobs often start a database for their tests, with a password that guards nothing; what a build or a template sets
 * tends to be in earnest.
 */
function weightOf({ place, value, noEcho }: Variable, likeness: Likeness): Partial<Hit> {
  const isForTests = place === 'container-env' && value.length < 16;
  const isInEarnest = noEcho || !/^(?:workflow|action|container|gitlab)/.test(place) || value.length >= 12;
  if (likeness === 'strong' && !isForTests) return {};
  if ((likeness === 'guessable' && isInEarnest && !isForTests) || (noEcho && value.length >= 6))
    return { severity: 'medium' };
  return { severity: 'low', confidence: 'low', profile: 'strict' };
}

/** The value without its quotes, and without the line end of a block. */
function contentOf(ctx: Context, { scalar, value, valueSpan }: Variable): Span {
  const text = value.trim();
  if (!scalar) return partOf(ctx, valueSpan, text);
  const start = value.indexOf(text);
  return text === '' ? valueSpan : scalar.map.span(start, start + text.length);
}

function partOf(ctx: Context, within: Span, text: string): Span {
  const at = ctx.source.slice(within).indexOf(text);
  return at === -1 ? within : { start: within.start + at, end: within.start + at + text.length };
}

/** Properties of templates that are named like secrets and are none; and one that a rule of its own reports. */
function namesAnotherThing({ place, name, resourceType }: Variable): boolean {
  if (place !== 'template-property') return false;
  return name === 'ServiceToken' || (name === 'OAuthToken' && resourceType === 'AWS::CodePipeline::Pipeline');
}
