import { removeWord } from '../../server/core/edit/script.ts';
import { addressesOf, flagOf, isLocalAddress } from '../../server/core/parse/shell/query.ts';
import type { Assignment, Command, Stretch } from '../../server/core/parse/shell.ts';
import { defineRule } from '../../server/core/rule.ts';

const HINT =
  /\bcurl\b[^\r\n]{0,300}\s-[a-zA-Z]{0,20}k|insecure|no-check-cert|sslverify|ssl[-_]no[-_]verify|strict[-_]ssl|trusted-host|tls-verify|no-verify-ssl|verify-peer|disable-tls|REJECT_UNAUTHORIZED|HTTPSVERIFY|SkipCertificateCheck|GOINSECURE/i;
/** Letters of curl's options that take a value. */
const CURL_VALUED = 'AbcCdDeEFhHKmoPQrTtuUwxXyYz';

/** Options that can be taken away without touching others. */
const LONE_FLAG =
  /^(?:-k|--insecure|--proxy-insecure|--no-check-certificate|--no-verify-ssl|--insecure-skip-tls-verify|-SkipCertificateCheck)$/;

/** Variables that switch verification off, with the values that do. */
const SWITCHES: Readonly<Record<string, RegExp>> = {
  NODE_TLS_REJECT_UNAUTHORIZED: /^0$/,
  GIT_SSL_NO_VERIFY: /^(?:1|true|yes|on)$/i,
  PYTHONHTTPSVERIFY: /^0$/,
  NPM_CONFIG_STRICT_SSL: /^(?:false|0)$/i,
  YARN_ENABLE_STRICT_SSL: /^(?:false|0)$/i,
  BUNDLE_SSL_VERIFY_MODE: /^0$/,
  PIP_TRUSTED_HOST: /./,
  GOINSECURE: /./,
  CURL_INSECURE: /^(?:1|true)$/i,
};

export default defineRule({
  id: 'disabled-tls-verification',
  summary: 'The certificate of a server is not checked',
  severity: 'medium',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-3', 'CICD-SEC-7'],
  cwe: [295],
  since: '0.1.0',
  fix: 'unsafe',
  equivalents: {
    glsec: ['GL042'],
    'pipeline-check': [
      'GHA-023',
      'GL-023',
      'GHA-018',
      'GL-018',
      'DF-021',
      'DF-026',
      'DF-027',
      'DF-028',
      'DF-029',
    ],
  },
  docs: `
    ## What it does
    Reports options and variables that switch the verification of certificates off: \`curl -k\`,
    \`wget --no-check-certificate\`, \`git -c http.sslVerify=false\`, \`npm config set strict-ssl false\`,
    \`pip --trusted-host\`, \`kubectl --insecure-skip-tls-verify\`, \`podman --tls-verify=false\`,
    \`NODE_TLS_REJECT_UNAUTHORIZED=0\`, \`GIT_SSL_NO_VERIFY=1\` and their like. Requests to the machine itself are left
    alone.

    ## Why is this bad?
    Anyone between the job and the server can read what is sent, credentials included, and replace what comes back. For
    a server with a private certificate, add its authority instead (\`--cacert\`, \`GIT_SSL_CAINFO\`,
    \`NODE_EXTRA_CA_CERTS\`).

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    fetch:
      script:
        - curl -fsSLk https://files.example.com/tool.tar.gz -o tool.tar.gz
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    fetch:
      script:
        - curl -fsSL --cacert ca.pem https://files.example.com/tool.tar.gz -o tool.tar.gz
    \`\`\`

    ## Fix safety
    The fix takes the option away. The command then fails where the certificate is not valid, so somebody has to see
    that the authority is known.
  `,
  check: {
    script(ctx, script) {
      if (!HINT.test(script.text)) return;
      for (const command of script.commands) {
        const stretch = switchIn(command);
        if (!stretch) continue;
        ctx.report({
          span: script.spanOf(stretch),
          message: 'The certificate of the server is not checked here; trust its authority instead.',
          fixes: () => {
            const alone = LONE_FLAG.test(script.text.slice(stretch.from, stretch.to));
            return alone ? [removeWord(script, stretch, 'Check the certificate')] : [];
          },
        });
      }
    },
    'environment-variable'(ctx, { name, value, span }) {
      if (SWITCHES[name]?.test(value) !== true) return;
      ctx.report({
        span,
        message: `\`${name}\` switches the check of certificates off; trust the server's authority instead.`,
      });
    },
  },
});

/** What in the command switches verification off. */
function switchIn(command: Command): Stretch | undefined {
  const assigned = command.assignments.find(isSwitch);
  if (assigned) return assigned;
  const { name, args } = command;
  const has = (pattern: RegExp) => args.find(({ text }) => pattern.test(text));
  switch (name) {
    case 'curl': {
      const flag = flagOf(args, ['--insecure', '--proxy-insecure'], 'k', CURL_VALUED);
      const addresses = addressesOf(command);
      return flag && (addresses.length === 0 || !addresses.every(({ text }) => isLocalAddress(text)))
        ? flag
        : undefined;
    }
    case 'wget':
      return has(/^--no-check-certificate$/);
    case 'git':
      return gitSwitch(command);
    case 'npm':
    case 'yarn':
    case 'pnpm':
      return (
        has(/^--(?:no-strict-ssl|strict-ssl=false)$/) ??
        (has(/^strict-ssl$/) && has(/^(?:set|config)$/) ? has(/^false$/) : has(/^strict-ssl=false$/))
      );
    case 'python':
    case 'python3':
    case 'pip':
    case 'pip3':
    case 'pipx':
    case 'uv':
      return name.startsWith('python') && !has(/^pip$/)
        ? undefined
        : has(/^--(?:trusted-host|allow-insecure-host)(?:=|$)/);
    case 'kubectl':
    case 'oc':
    case 'helm':
    case 'argocd':
      return has(
        /^--(?:insecure-skip-tls-verify|insecure-skip-verify|kube-insecure-skip-tls-verify|insecure)(?:=true)?$/,
      );
    case 'podman':
    case 'buildah':
    case 'skopeo':
      return has(/^--(?:(?:src|dest)-)?tls-verify=(?:false|0)$/);
    case 'aws':
      return has(/^--no-verify-ssl$/);
    case 'http':
    case 'https':
      return has(/^--verify=(?:no|false)$/);
    case 'apt':
    case 'apt-get':
      return has(/^(?:-o)?Acquire::https::(?:[\w.-]+::)?Verify-(?:Peer|Host)=(?:false|0|no)$/i);
    case 'Invoke-WebRequest':
    case 'iwr':
    case 'Invoke-RestMethod':
    case 'irm':
      return has(/^-SkipCertificateCheck$/i);
    default:
      return undefined;
  }
}

function gitSwitch({ args }: Command): Stretch | undefined {
  const inline = args.find(({ text }) => /^http\.(?:\S*\.)?sslverify=(?:false|0|no|off)$/i.test(text));
  if (inline) return inline;
  const key = args.findIndex(({ text }) => /^http\.(?:\S*\.)?sslverify$/i.test(text));
  const value = args[key + 1];
  return key > 0 &&
    value &&
    /^(?:false|0|no|off)$/i.test(value.text) &&
    args.some(({ text }) => text === 'config')
    ? value
    : undefined;
}

function isSwitch({ name, value }: Assignment): boolean {
  return value !== undefined && SWITCHES[name]?.test(value.text) === true;
}
