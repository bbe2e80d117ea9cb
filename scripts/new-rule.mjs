// Writes the two places of a new rule: `npm run new-rule <subject> <rule-id>`.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';

const [subject, id] = process.argv.slice(2);
if (!subject || !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id ?? '')) {
  console.error(
    'usage: npm run new-rule <subject> <rule-id>   (the id names the bad pattern, in lower case with dashes)',
  );
  process.exit(2);
}
const subjects = readdirSync('rules', { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'data')
  .map((entry) => entry.name);
if (!subjects.includes(subject)) {
  console.error(`there is no folder rules/${subject}; take one of ${subjects.join(', ')}, or make it first`);
  process.exit(2);
}
const rule = `rules/${subject}/${id}.ts`;
const taken = [...subjects.map((folder) => `rules/${folder}/${id}.ts`), `test/fixtures/${id}`].find(
  existsSync,
);
if (taken) {
  console.error(`${taken} exists already`);
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
    script(ctx, script) {
      // Scripts are parsed only when asked for their commands: look for a word of the hazard first.
      if (!script.text.includes('…')) return;
      for (const command of script.commands) {
        if (command.name !== '…') continue;
        ctx.report({ span: script.spanOf(command), message: 'What is wrong; what to do.' });
      }
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
