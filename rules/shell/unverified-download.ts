import {
  addressesOf,
  isImmutableAddress,
  isLocalAddress,
  operandsOf,
  optionsOf,
} from '../../server/core/parse/shell/query.ts';
import type { Command } from '../../server/core/parse/shell.ts';
import { defineRule } from '../../server/core/rule.ts';

const DOWNLOAD = /\b(?:curl|wget)\b/;
const CHECK =
  /(?:sha\d+sum|shasum|md5sum|b2sum|gpgv?2?\b|cosign|minisign|slsa-verifier|Get-FileHash|openssl (?:dgst|sha)|gh attestation|checksum)/i;
const RUNNERS =
  /^(?:(?:ba|da|a|z|k)?sh|source|\.|python[\d.]*|perl|ruby|node|php|chmod|install|dpkg|rpm|msiexec|java|tar|bsdtar|unzip|7z)$/;

export default defineRule({
  id: 'unverified-download',
  summary: 'A downloaded file is run without a check of its content',
  severity: 'medium',
  confidence: 'medium',
  profile: 'strict',
  owasp: ['CICD-SEC-3', 'CICD-SEC-9'],
  cwe: [494],
  since: '0.1.0',
  fix: 'none',
  equivalents: {
    'pipeline-check': ['GHA-016', 'GL-016'],
    glsec: ['GL020'],
    poutine: ['unverified_script_exec'],
  },
  docs: `
    ## What it does
    Reports \`curl\` and \`wget\` that write a file which the same job then runs, makes executable or unpacks and
    installs, where nothing in the job compares a checksum or a signature. An address that names a commit or a digest
    is accepted.

    ## Why is this bad?
    Whoever controls the server, the release or the connection decides what runs, with the job's credentials. A
    checksum kept in the repository notices any change.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    build:
      script:
        - curl -fsSLo install.sh https://get.example.com/install.sh
        - sh install.sh
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    build:
      script:
        - curl -fsSLo install.sh https://get.example.com/install.sh
        - echo "$INSTALL_SHA256  install.sh" | sha256sum --check
        - sh install.sh
    \`\`\`
  `,
  check: {
    scriptUnit(ctx, unit) {
      // The text is a cheap test, and a check anywhere in the job is a check.
      if (!unit.has(DOWNLOAD) || unit.has(CHECK)) return;
      const commands = unit.scripts.flatMap((script) =>
        script.commands.map((command) => ({ script, command })),
      );
      const lastRun = new Map<string, number>();
      for (const [i, { command }] of commands.entries())
        for (const file of filesRunBy(command)) lastRun.set(file, i);
      for (const [i, { script, command }] of commands.entries()) {
        const file = savedFile(command);
        if (!file) continue;
        const addresses = addressesOf(command);
        if (
          addresses.length > 0 &&
          addresses.every(({ text }) => isImmutableAddress(text) || isLocalAddress(text))
        )
          continue;
        if ((lastRun.get(baseName(file)) ?? -1) <= i) continue;
        ctx.report({
          span: script.spanOf(command),
          message: `\`${baseName(file)}\` is run further down, whatever was downloaded; check its checksum first.`,
        });
      }
    },
  },
});

/** The file that a download is written to; undefined where it goes to standard output or is not known. */
function savedFile(command: Command): string | undefined {
  const { name, args, redirects } = command;
  if (name !== 'curl' && name !== 'wget') return undefined;
  const [output] = optionsOf(args, name === 'curl' ? ['-o', '--output'] : ['-O', '--output-document']);
  const cluster = args.findIndex(({ text }) => (name === 'curl' ? /^-[a-zA-Z]+o$/ : /^-[a-z]+O$/).test(text));
  const file =
    output?.value ??
    (cluster === -1 ? undefined : args[cluster + 1]?.text) ??
    redirects.find(({ operator }) => operator === '>' || operator === '>>')?.target?.text;
  if (file !== undefined) return file === '-' || file.startsWith('/dev/') ? undefined : file;
  const remote = name === 'wget' || args.some(({ text }) => /^--remote-name|^-[a-zA-NP-Z]*O/.test(text));
  const address = addressesOf(command)[0]?.text.replace(/[?#].*$/, '');
  return remote && address ? baseName(address) || undefined : undefined;
}

function baseName(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1);
}

/** The names, without folders, of the files that a command runs or makes executable. */
function filesRunBy({ name, nameWord, args }: Command): readonly string[] {
  const files = nameWord?.text.includes('/') ? [nameWord.text] : [];
  const makesExecutable = name !== 'chmod' || /[+=][rwXst]*x|[1357]/.test(operandsOf(args)[0]?.text ?? '');
  if (RUNNERS.test(name) && makesExecutable) files.push(...args.map(({ text }) => text));
  return files.map(baseName).filter((file) => file.length >= 2);
}
