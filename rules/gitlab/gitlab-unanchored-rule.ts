import { defineRule } from '../../server/core/rule.ts';

/** The variables that hold the name of a branch or a tag; titles and labels are searched, not matched. */
const NAMES =
  /^CI_(?:COMMIT_(?:REF_NAME|BRANCH|TAG)|(?:MERGE_REQUEST|EXTERNAL_PULL_REQUEST)_SOURCE_BRANCH_NAME|BUILD_REF_NAME|PROJECT_NAMESPACE)$|^GITLAB_USER_LOGIN$/;

export default defineRule({
  id: 'gitlab-unanchored-rule',
  summary: 'A pattern in a rule matches more names than meant',
  severity: 'medium',
  confidence: 'medium',
  profile: 'strict',
  owasp: ['CICD-SEC-1'],
  cwe: [777],
  since: '0.1.0',
  fix: 'none',
  equivalents: { glsec: ['GL043'] },
  docs: `
    ## What it does
    Reports \`=~\` on a variable that an outsider fills (branch, tag, title) in \`rules: if\` with a pattern that is not
    anchored at its beginning and end, where it looks meant for whole names. \`/^release\\/.*/\` with an open end is
    accepted; \`/main/\` and \`/^main/\` are not.

    ## Why is this bad?
    A branch called \`not-main\` or \`main-evil\` passes as well, and gets the job that was meant for the protected
    branch.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    deploy:
      rules:
        - if: $CI_COMMIT_BRANCH =~ /main/
      script: [./deploy.sh]
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    deploy:
      rules:
        - if: $CI_COMMIT_BRANCH =~ /^main$/
      script: [./deploy.sh]
    \`\`\`
  `,
  check: {
    gitlab(ctx, { rules }) {
      const seen = new Set<number>();
      for (const { if: condition } of rules) {
        if (!condition || seen.has(condition.span.start) || !condition.text.includes('=~')) continue;
        seen.add(condition.span.start);
        for (const match of condition.text.matchAll(
          /\$\{?(\w+)\}?\s{0,9}=~\s{0,9}(\/(?:[^/\\\r\n]|\\.)*\/)/g,
        )) {
          const [whole, name, pattern] = match as unknown as [string, string, string];
          if (!NAMES.test(name) || isBounded(pattern.slice(1, -1))) continue;
          const end = match.index + whole.length;
          ctx.report({
            span: condition.map.span(end - pattern.length, end),
            message: 'Other names match this too; anchor it with `^` and `$`.',
            // A prefix alone is often what is meant.
            ...(/^\/(?:\^|\\A)/.test(pattern) && { severity: 'low', profile: 'audit' }),
          });
        }
      }
    },
  },
});

/** Anchored at both ends, or at the beginning of a folder or version that goes on. */
function isBounded(pattern: string): boolean {
  if (!/^(?:\\A|\^)/.test(pattern)) return false;
  return /\\\/|(?:\\z|\$)\)?$/.test(pattern) || /[/*+.-]\)?$/.test(pattern) || /\\d/.test(pattern);
}
