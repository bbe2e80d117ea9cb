import { optionsOf } from '../../server/core/parse/shell/query.ts';
import type { Command, Script, Stretch } from '../../server/core/parse/shell.ts';
import { defineRule } from '../../server/core/rule.ts';
import { likenessOf } from '../../server/core/secrets/value.ts';

export default defineRule({
  id: 'literal-password-argument',
  summary: 'A password is written out in a command',
  severity: 'high',
  confidence: 'medium',
  profile: 'default',
  owasp: ['CICD-SEC-6'],
  cwe: [798, 214],
  since: '0.1.0',
  fix: 'none',
  findsSecrets: true,
  equivalents: { glsec: ['GL038'] },
  docs: `
    ## What it does
    Reports passwords in the text of a command: \`sqlcmd -P\`, \`mysql -p…\`, \`PGPASSWORD=…\`, \`mongosh --password\`,
    \`redis-cli -a\`, \`sshpass -p\`, \`curl -u user:…\`, and those that \`sed\` writes into an address. Values that everybody guesses,
    as databases for tests have them, are reported in the \`strict\` profile only.

    ## Why is this bad?
    Everyone who can read the repository or its history has the password, and every process on the machine can read the
    arguments of every other. Take it from a masked variable.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    migrate:
      script:
        - mysql -h db.example.com -u app -p'vK3-not-Real-9x' app < schema.sql
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    migrate:
      script:
        - mysql -h db.example.com -u app -p"$DATABASE_PASSWORD" app < schema.sql
    \`\`\`
  `,
  check: {
    script(ctx, script) {
      const { text } = script;
      if (!HINT.test(text) && !(CURL.test(text) && LOG_IN.test(text))) return;
      for (const command of script.commands) {
        for (const { value, place } of passwordsIn(command, script)) {
          const likeness = likenessOf('password', value);
          // A word that would be a placeholder elsewhere is a password where a client gets it.
          if (likeness === 'none' && STAND_IN.test(value)) continue;
          const span = script.spanOf(place);
          ctx.report({
            span,
            secret: span,
            message:
              'Anyone who reads this file has the password; change it, and take it from a masked variable.',
            ...(likeness !== 'strong' && { severity: 'medium', confidence: 'low', profile: 'strict' }),
          });
        }
      }
    },
  },
});

const HINT =
  /\b(?:sqlcmd|bcp|mysql\w*|mariadb\w*|PGPASSWORD|MYSQL_PWD|mongo\w*|redis-cli|sshpass|ldapsearch)\b|\[\^@\]\*@/;

const CURL = /\bcurl\b/;

const LOG_IN = /\s(?:-u|--user)[^\r\n]{1,150}:/;

const STAND_IN = /^$|[$<>{}%\s]|^(?:x+|\*+|\.+)$/i;

interface Password {
  readonly value: string;
  readonly place: Stretch;
}

/** Clients by name, with the options that take a password. */
const OPTIONS: readonly (readonly [client: RegExp, options: readonly string[]])[] = [
  [/^(?:sqlcmd|bcp)$/, ['-P']],
  [/^(?:mysql|mariadb)[\w-]*$/, ['--password']],
  [/^mongo\w*$/, ['-p', '--password']],
  [/^redis-cli$/, ['-a', '--pass']],
  [/^sshpass$/, ['-p']],
  [/^ldap\w+$/, ['-w']],
];

function passwordsIn({ name, args, assignments, wrappers }: Command, script: Script): readonly Password[] {
  const found: Password[] = [];
  for (const { name: variable, value } of assignments) {
    if (/^(?:PGPASSWORD|MYSQL_PWD|SSHPASS|REDISCLI_AUTH|SQLCMDPASSWORD)$/.test(variable) && value?.literal)
      found.push({ value: value.text, place: value });
  }
  const options = OPTIONS.find(([client]) => client.test(name) || wrappers.includes(name))?.[1] ?? [];
  for (const { word, value } of options.length > 0 ? optionsOf(args, options) : []) {
    if (word?.literal) found.push({ value, place: endOf(word, value, script) });
  }
  // `-p` of MySQL takes no word of its own: alone it asks.
  for (const word of /^(?:mysql|mariadb)/.test(name) ? args : []) {
    if (word.literal && /^-p[^\s]/.test(word.text))
      found.push({ value: word.text.slice(2), place: endOf(word, word.text.slice(2), script) });
  }
  for (const { word, value } of name === 'curl' ? optionsOf(args, ['-u', '--user']) : []) {
    const password = value.slice(value.indexOf(':') + 1);
    if (word?.literal && value.includes(':'))
      found.push({ value: password, place: endOf(word, password, script) });
  }
  for (const word of name === 'sed' ? args : []) {
    const [, password] = /^s(?:.)[^:]{1,100}:\[\^@\]\*@.[^:]{1,100}:(.{1,100})@/.exec(word.text) ?? [];
    if (password && word.literal) found.push({ value: password, place: endOf(word, password, script) });
  }
  return found;
}

/** The place of a word's last part that holds `value`; the whole word where quotes stand in between. */
function endOf(word: Stretch, value: string, script: Script): Stretch {
  const at = script.text.slice(word.from, word.to).lastIndexOf(value);
  return at === -1 ? word : { from: word.from + at, to: word.from + at + value.length };
}
