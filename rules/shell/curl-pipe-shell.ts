import {
  addressesOf,
  cover,
  isDownload,
  isImmutableAddress,
  isIntegrityCheck,
  isLocalAddress,
  substitutedIn,
  upstream,
} from '../../server/core/parse/shell/query.ts';
import type { Command, Script, Stretch } from '../../server/core/parse/shell.ts';
import { defineRule } from '../../server/core/rule.ts';

const HINT =
  /\b(?:curl|wget|fetch|aria2c|iwr|irm|Invoke-WebRequest|Invoke-RestMethod|DownloadString|base64)\b/i;
/** What brings a download to an interpreter: a pipe, a substitution, or the parentheses of PowerShell. */
const CONNECTION = /[|`(]/;
const RUNNER =
  /\b(?:(?:ba|da|a|z|k)?sh|python[\d.]*|perl|ruby|node|php|deno|bun|pwsh|powershell|iex|Invoke-Expression|eval|source)\b|(?:^|[\s;&])\.\s/im;
const INTERPRETERS =
  /^(?:(?:ba|da|a|z|k)?sh|python[\d.]*|perl|ruby|node|php|deno|bun|pwsh|powershell|iex|Invoke-Expression)$/;
/** Options of the interpreters that bring the program along, so that standard input is only data. */
const INLINE_PROGRAM: Readonly<Record<string, RegExp>> = {
  python: /^-[A-Za-z]*[cm]/,
  perl: /^-[A-Za-z]*[enp]/i,
  ruby: /^-[A-Za-z]*[enp]/i,
  node: /^(?:-[A-Za-z]*[ep]|--eval|--print)/,
  php: /^-[A-Za-z]*[rf]/,
};
const SHELL = /^(?:ba|da|a|z|k)?sh$/;
/** PowerShell runs downloaded text in expressions that the word cutter does not follow. */
const POWERSHELL =
  /\b(?:iex|Invoke-Expression)\b[^\r\n]{0,200}?\b(?:DownloadString|iwr|irm|curl|wget|Invoke-WebRequest|Invoke-RestMethod)\b[^\r\n]*|[^\r\n|;{}]{0,200}\bDownloadString\b[^\r\n|]{0,300}\|[ \t]*(?:iex|Invoke-Expression)\b/i;

export default defineRule({
  id: 'curl-pipe-shell',
  summary: 'A script runs text from the network as it arrives',
  severity: 'high',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-3', 'CICD-SEC-9'],
  cwe: [494],
  since: '0.1.0',
  fix: 'none',
  equivalents: {
    glsec: ['GL011'],
    poutine: ['unverified_script_exec'],
    'pipeline-check': ['GHA-016', 'GL-016', 'GHA-027', 'GL-025', 'DF-004'],
  },
  docs: `
    ## What it does
    Reports commands that hand a download straight to an interpreter: \`curl … | sh\`, \`bash <(curl …)\`,
    \`sh -c "$(wget …)"\`, \`source <(curl …)\`, \`iwr … | iex\`, also through \`sudo\`, \`base64 -d\` and other filters.
    An address that names a commit or a digest is accepted, as is a pipe into a program that only reads data
    (\`| python3 -c …\`, \`| jq\`).

    ## Why is this bad?
    Whoever controls the server, the name or the connection decides what runs, with the job's credentials, and can
    serve one script to a browser and another to a build. Nothing is left to inspect afterwards, and a connection that
    breaks half-way runs half a script.

    Download to a file, compare it with a checksum that is kept in the repository, then run it; or use a package or an
    action that is pinned.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - run: curl -sSf https://get.example.com/install.sh | sh -s -- -y
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - run: |
              curl -sSfo install.sh https://get.example.com/install.sh
              echo "$INSTALLER_SHA256  install.sh" | sha256sum --check
              sh install.sh -y
    \`\`\`
  `,
  check: {
    script(ctx, script) {
      const { text } = script;
      if (!HINT.test(text) || !CONNECTION.test(text) || !RUNNER.test(text)) return;
      for (const { stretch, from } of findings(script))
        ctx.report({
          span: script.spanOf(stretch),
          message: `This runs ${from} without a look at it; save it, check its checksum, then run it.`,
        });
    },
  },
});

function* findings(script: Script): Generator<{ stretch: Stretch; from: string }> {
  for (const command of script.commands) {
    const source = readsProgram(command) ? pipedProgram(command) : undefined;
    if (source && !isTrusted(source)) {
      yield { stretch: cover(source, command), from: describe(source) };
      continue;
    }
    const download = substitutedProgram(command);
    if (download && !isTrusted(download)) yield { stretch: command, from: describe(download) };
  }
  const powershell =
    script.shell === 'pwsh' || script.shell === 'unknown' ? POWERSHELL.exec(script.text) : null;
  if (powershell && /DownloadString|\(/i.test(powershell[0]))
    yield {
      stretch: { from: powershell.index, to: powershell.index + powershell[0].trimEnd().length },
      from: 'a download',
    };
}

/** True when the command takes its program from standard input. */
function readsProgram({ name, args }: Command): boolean {
  if (!INTERPRETERS.test(name)) return false;
  const family = name.replace(/[\d.]+$/, '');
  for (let i = 0; i < args.length; i++) {
    const { text } = args[i]!;
    if (text === '-' || text === '/dev/stdin' || (SHELL.test(name) && /^-[a-z]*s$/.test(text))) return true;
    if (SHELL.test(name) && /^-[a-z]*c$/.test(text)) return false;
    if (INLINE_PROGRAM[family]?.test(text)) return false;
    if (text === '--') return false;
    if (!text.startsWith('-')) return family === 'deno' || family === 'bun' ? false : /^[<>(]/.test(text);
    // `-o pipefail` takes a word.
    if (SHELL.test(name) && /^[-+][a-z]*o$/i.test(text)) i++;
  }
  return true;
}

/** The download, or the encoded text, that is piped into `command`. */
function pipedProgram(command: Command): Command | undefined {
  const before = upstream(command);
  const download = before.find(isDownload);
  if (download) return before.some(isIntegrityCheck) ? undefined : download;
  for (const printer of before) {
    if (printer.name !== 'echo' && printer.name !== 'printf') continue;
    if (printer.args.some((word) => substitutedIn(word, 'command').some(isDownload))) return printer;
    const decoded =
      before.some(isDecoder) && printer.args.some((word) => word.literal && word.text.length > 8);
    if (decoded) return printer;
  }
  return undefined;
}

/** \`bash <(curl …)\`, \`source <(curl …)\`, \`sh -c "$(curl …)"\`, \`eval "$(curl …)"\`. */
function substitutedProgram(command: Command): Command | undefined {
  const { name, args } = command;
  if (name === 'source' || name === '.' || INTERPRETERS.test(name)) {
    const first = args.find(({ text }) => !/^-/.test(text));
    const download = substitutedIn(first, 'process').find(isDownload);
    if (download) return download;
  }
  const inline = SHELL.test(name) ? args.findIndex(({ text }) => /^-[a-z]*c$/.test(text)) + 1 : 0;
  const program = name === 'eval' ? args[0] : inline > 0 ? args[inline] : undefined;
  return program?.pieces[0]?.kind === 'command' ? program.pieces[0].commands.find(isDownload) : undefined;
}

function isDecoder({ name, args }: Command): boolean {
  return (
    /^(?:base64|base32|xxd|openssl)$/.test(name) && args.some(({ text }) => /^-(?:d|D|-decode|r)/.test(text))
  );
}

/** A download of an address whose content cannot change. */
function isTrusted(command: Command): boolean {
  const addresses = addressesOf(command);
  return (
    addresses.length > 0 && addresses.every(({ text }) => isImmutableAddress(text) || isLocalAddress(text))
  );
}

function describe(command: Command): string {
  if (!isDownload(command)) return 'text that is downloaded or hidden in an encoding';
  const host = /^[a-z+]+:\/\/(?:[^/@\s]{0,100}@)?([\w.-]+)/i.exec(addressesOf(command)[0]?.text ?? '')?.[1];
  return host ? `a script from ${host}` : 'a downloaded script';
}
