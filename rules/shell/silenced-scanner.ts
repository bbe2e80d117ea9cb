import type { Command } from '../../server/core/parse/shell.ts';
import { defineRule } from '../../server/core/rule.ts';

/** Tools that look for vulnerabilities, secrets or weak settings, with the verb that does it where they have others. */
const SCANNERS: Readonly<Record<string, RegExp | undefined>> = {
  trivy: undefined,
  grype: undefined,
  snyk: /^(?:test|code|container|iac)$/,
  gitleaks: undefined,
  trufflehog: undefined,
  semgrep: undefined,
  bandit: undefined,
  safety: undefined,
  'pip-audit': undefined,
  gosec: undefined,
  govulncheck: undefined,
  'osv-scanner': undefined,
  checkov: undefined,
  tfsec: undefined,
  terrascan: undefined,
  kics: undefined,
  brakeman: undefined,
  'bundle-audit': undefined,
  'bundler-audit': undefined,
  hadolint: undefined,
  dockle: undefined,
  zizmor: undefined,
  'dependency-check': undefined,
  'dependency-check.sh': undefined,
  inspector: undefined,
  nancy: undefined,
  npm: /^audit$/,
  yarn: /^(?:audit|npm)$/,
  pnpm: /^audit$/,
  cargo: /^(?:audit|deny)$/,
  composer: /^audit$/,
  bundle: /^audit$/,
  dotnet: /^list$/,
  docker: /^(?:scout|scan)$/,
};

const HINT = new RegExp(`\\b(?:${Object.keys(SCANNERS).join('|')})\\b`);

export default defineRule({
  id: 'silenced-scanner',
  summary: 'The result of a security scanner is thrown away',
  severity: 'medium',
  confidence: 'high',
  profile: 'strict',
  owasp: ['CICD-SEC-1'],
  cwe: [754],
  since: '0.1.0',
  fix: 'none',
  equivalents: { glsec: ['GL039'] },
  // Buildspecs have a rule of their own, which knows their phases.
  kinds: ['github-workflow', 'github-action', 'gitlab-ci', 'shell', 'dockerfile'],
  docs: `
    ## What it does
    Reports a security scanner (\`npm audit\`, \`trivy\`, \`bandit\`, \`gitleaks\`, …) behind which \`|| true\`, \`|| :\`,
    \`|| echo …\` or \`|| exit 0\` stands.

    ## Why is this bad?
    The job is green whatever the scanner finds, so nobody looks. Let it fail at the severity you act on, and list what
    you accept in the scanner's own ignore file.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    audit:
      script:
        - npm audit || true
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    audit:
      script:
        - npm audit --audit-level=high
    \`\`\`
  `,
  check: {
    script(ctx, script) {
      if (!script.text.includes('||') || !HINT.test(script.text)) return;
      for (const command of script.commands) {
        if (!isScan(command)) continue;
        const end = [command, ...command.pipedTo].find(({ fallback }) => fallback.length > 0);
        const [first] = end?.fallback ?? [];
        if (!first || !end!.fallback.every(doesNothing)) continue;
        ctx.report({
          span: script.spanOf({ from: command.from, to: first.to }),
          message: `What \`${command.name}\` finds is thrown away here; let the job fail on what you would act on.`,
        });
      }
    },
  },
});

function isScan({ name, args }: Command): boolean {
  if (!Object.hasOwn(SCANNERS, name)) return false;
  const verb = SCANNERS[name];
  return !verb || args.some(({ text }, i) => i < 3 && verb.test(text));
}

function doesNothing({ name, args }: Command): boolean {
  if (name === 'exit' || name === 'return') return args[0]?.text === '0';
  return name === 'true' || name === ':' || name === 'echo' || name === 'printf';
}
