// Writes the two places of a new rule: `npm run new-rule <subject> <rule-id>`.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const [subject, id] = process.argv.slice(2);
if (!subject || !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id ?? '')) {
  console.error(
    'usage: npm run new-rule <subject> <rule-id>   (the id names the bad pattern, in lower case with dashes)',
  );
  process.exit(2);
}
const rule = `rules/${subject}/${id}.ts`;
if (existsSync(rule)) {
  console.error(`${rule} exists already`);
  process.exit(2);
}
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

mkdirSync(`rules/${subject}`, { recursive: true });
writeFileSync(
  rule,
  `import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: '${id}',
  summary: 'What is wrong, without a full stop',
  severity: 'medium',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-4'],
  cwe: [],
  since: '${version}',
  fix: 'none',
  equivalents: {},
  docs: \`
    ## What it does
    Reports …

    ## Why is this bad?
    …

    ## Example
    \\\`\\\`\\\`yaml bad .github/workflows/ci.yml
    on: push
    \\\`\\\`\\\`
    Use instead:
    \\\`\\\`\\\`yaml good .github/workflows/ci.yml
    on: push
    \\\`\\\`\\\`
  \`,
  check: {
    text(ctx, source) {
      const start = source.text.indexOf('…');
      if (start === -1) return;
      ctx.report({ span: { start, end: start + 1 }, message: 'What is wrong; what to do.' });
    },
  },
});
`,
);
for (const name of ['reports', 'good']) {
  const folder = `test/fixtures/${id}/${name}/.github/workflows`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/ci.yml`, 'on: push\n');
}
console.log(
  `wrote ${rule} and test/fixtures/${id}/; next: npm run generate, then npx vitest run -t ${id} -u`,
);
