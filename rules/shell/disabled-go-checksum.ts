import { matchesIn } from '../../server/core/parse/shell/text-match.ts';
import { defineRule } from '../../server/core/rule.ts';

const MESSAGE = 'Go no longer checks what it downloads; exempt only your own modules (`GOPRIVATE`).';
const HINT = /\bGO(?:SUMDB|INSECURE|FLAGS|NOSUMCHECK|NOSUMDB|PRIVATE)=/;
const ASSIGNMENT =
  /\bGO(?:SUMDB|INSECURE|FLAGS|NOSUMCHECK|NOSUMDB|PRIVATE)=(?:"[^"\n]*|'[^'\n]*|[^\s;&|"']*)/g;

export default defineRule({
  id: 'disabled-go-checksum',
  summary: 'Go takes modules without a look at the checksum database',
  severity: 'medium',
  confidence: 'high',
  profile: 'strict',
  owasp: ['CICD-SEC-3'],
  cwe: [353, 345],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GHA-110', 'GL-037'] },
  docs: `
    ## What it does
    Reports \`GOSUMDB=off\`, \`GOINSECURE\`, \`GOFLAGS=-insecure\`, \`GONOSUMCHECK\`, and \`GONOSUMDB\` or \`GOPRIVATE\` for everything
    or for a public host, as variables of a pipeline or Dockerfile and in scripts.

    ## Why is this bad?
    The checksum database makes sure that everybody gets the same code for a version. Without it a proxy, a network or the
    owner of a module can serve something else to this build only. Name your own modules in \`GOPRIVATE\`
    (\`git.example.com/team/*\`) and leave the rest on.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        env:
          GOSUMDB: 'off'
        steps:
          - run: go build ./...
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        env:
          GOPRIVATE: git.example.com/team/*
        steps:
          - run: go build ./...
    \`\`\`
  `,
  check: {
    'environment-variable'(ctx, { name, value, span }) {
      if (name.startsWith('GO') && disables(name, value)) ctx.report({ span, message: MESSAGE });
    },
    script(ctx, script) {
      if (!HINT.test(script.text)) return;
      for (const { text, span } of matchesIn(script, ASSIGNMENT)) {
        const equals = text.indexOf('=');
        if (disables(text.slice(0, equals), text.slice(equals + 1).replace(/^["']/, '')))
          ctx.report({ span, message: MESSAGE });
      }
    },
  },
});

function disables(name: string, value: string): boolean {
  switch (name) {
    case 'GOSUMDB':
      return value === 'off';
    case 'GOINSECURE':
      return value !== '' && !value.startsWith('$');
    case 'GONOSUMCHECK':
      return /^(?:1|true|yes|on)$/i.test(value);
    case 'GOFLAGS':
      return /(?:^|\s)-insecure(?:\s|$)/.test(value);
    case 'GONOSUMDB':
    case 'GOPRIVATE':
      return value.split(',').some((glob) => BROAD.test(glob.trim()));
    default:
      return false;
  }
}

/** Everything, a top-level domain, or a public host as a whole. */
const BROAD = /^(?:\*|\*\.[a-z]{2,4}|(?:github\.com|gitlab\.com|bitbucket\.org|golang\.org)(?:\/\*)?)$/;
