import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'mismatched-lock-entry',
  summary: 'A lock file fetches another package than its entry names',
  severity: 'high',
  confidence: 'medium',
  profile: 'default',
  owasp: ['CICD-SEC-3'],
  cwe: [494, 829],
  since: '0.1.0',
  fix: 'none',
  kinds: ['package-lock', 'yarn-lock'],
  references: [
    'https://snyk.io/blog/why-npm-lockfiles-can-be-a-security-blindspot-for-injecting-malicious-modules/',
  ],
  docs: `
    ## What it does
    Reports entries of package-lock.json and yarn.lock whose address (\`…/name/-/name-1.0.0.tgz\`) names another package
    than the entry does. Entries that npm has recorded as aliases are not reported.

    ## Why is this bad?
    Few people read the changes of a lock file. A contributor can point the entry of a well-known package at a package of
    his own; the integrity hash fits that package, and every installation from then on runs it.

    ## Example
    \`\`\`json bad package-lock.json
    {
      "lockfileVersion": 3,
      "packages": {
        "node_modules/left": {
          "version": "1.0.0",
          "resolved": "https://npm.example.com/right/-/right-1.0.0.tgz"
        }
      }
    }
    \`\`\`
    Use instead:
    \`\`\`json good package-lock.json
    {
      "lockfileVersion": 3,
      "packages": {
        "node_modules/left": {
          "version": "1.0.0",
          "resolved": "https://npm.example.com/left/-/left-1.0.0.tgz"
        }
      }
    }
    \`\`\`
  `,
  check: {
    lockedPackage(ctx, { name, resolved, version }) {
      if (!resolved || !/^https?:/.test(resolved.text)) return;
      const marker = resolved.text.lastIndexOf('/-/');
      if (marker === -1) return;
      const path = resolved.text.slice(0, marker).replace(/%2f/gi, '/').replace(/%40/g, '@').toLowerCase();
      const wanted = name.text.toLowerCase();
      // Version 1 of npm's lock file writes an alias into the version.
      if (path.endsWith(`/${wanted}`) || version?.text.startsWith('npm:')) return;
      ctx.report({
        span: resolved.span,
        message: `The entry \`${name.text.slice(0, 60)}\` fetches another package; restore the lock file and find out who changed it.`,
      });
    },
  },
});
