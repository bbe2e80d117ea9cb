import { isPlainHttp } from '../../server/core/dependencies/registry-url.ts';
import { defineRule } from '../../server/core/rule.ts';
import type { Span } from '../../server/core/text/source.ts';

export default defineRule({
  id: 'insecure-package-registry',
  summary: 'Packages are fetched over a connection that anyone on the way can change',
  severity: 'high',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-3'],
  cwe: [319, 494],
  since: '0.1.0',
  fix: 'unsafe',
  equivalents: { 'pipeline-check': ['GHA-018', 'GL-018', 'DF-021'] },
  docs: `
    ## What it does
    Reports package registries with an \`http://\` address (\`.npmrc\`, \`pip.conf\`, requirements files, Pipfile,
    pyproject.toml, Gemfile, pom.xml), packages that a lock file fetches over \`http://\` without an integrity hash, and
    settings that switch off the check of the registry's certificate: \`strict-ssl=false\`, \`trusted-host\`,
    \`verify_ssl = false\`. Addresses of the machine itself are left alone.

    ## Why is this bad?
    Whoever controls the network between the build and the registry can answer in its place, and the package he sends
    runs code in the build.

    ## Example
    \`\`\`text bad .npmrc
    registry=http://npm.example.com/
    strict-ssl=false
    \`\`\`
    Use instead:
    \`\`\`text good .npmrc
    registry=https://npm.example.com/
    \`\`\`

    ## Fix safety
    The fix writes \`https://\`. It is unsafe because the registry has to offer it.
  `,
  check: {
    registrySetting(ctx, { key, value, span }) {
      if (isSwitch(key, value.text)) {
        ctx.report({
          span,
          message:
            "The registry's certificate is not checked; remove this and install its certificate instead.",
        });
      } else if (isAddress(key) && isPlainHttp(value.text)) {
        ctx.report({
          span: value.span,
          message: 'Packages are fetched without encryption and can be replaced on the way; use https.',
          fixes: () => [https(value.span)],
        });
      }
    },
    lockedPackage(ctx, { resolved, integrity, name }) {
      if (!resolved || integrity || !isPlainHttp(resolved.text)) return;
      ctx.report({
        span: resolved.span,
        message: `\`${name.text.slice(0, 60)}\` is fetched without encryption and has no integrity hash; use https.`,
        fixes: () => [https(resolved.span)],
      });
    },
  },
});

function isSwitch(key: string, value: string): boolean {
  if (key === 'strict-ssl' || key === 'verify-ssl') return value.toLowerCase() === 'false';
  if (key !== 'trusted-host' && key !== 'allow-insecure-host') return false;
  return !/^(?:localhost|127\.|\[?::1)/.test(value);
}

function isAddress(key: string): boolean {
  return /^(?:index|index-url|extra-index-url|find-links|source|repository|registry|@[^:]*:registry)$/.test(
    key,
  );
}

function https(span: Span) {
  const scheme = { start: span.start, end: span.start + 'http'.length };
  return { title: 'Use https', safety: 'unsafe' as const, edits: [{ span: scheme, newText: 'https' }] };
}
