import { installCommand, optionUses } from '../../server/core/dependencies/install-command.ts';
import type { RegistrySetting } from '../../server/core/model/registry-setting.ts';
import { type Context, defineRule, type Hit } from '../../server/core/rule.ts';
import type { Span } from '../../server/core/text/source.ts';

const MESSAGE =
  'pip takes the highest version from any of its indexes, so anyone can shadow a private package; use one `index-url`.';

export default defineRule({
  id: 'extra-package-index',
  summary: 'pip may take a package from a second index, so that a public name shadows a private one',
  severity: 'high',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-3'],
  cwe: [427],
  since: '0.1.0',
  fix: 'unsafe',
  equivalents: { glsec: ['GL079'] },
  references: ['https://github.com/pypa/pip/issues/8606', 'https://nvd.nist.gov/vuln/detail/CVE-2018-20225'],
  docs: `
    ## What it does
    Reports \`--extra-index-url\` in requirements files, \`pip.conf\` and pip commands of scripts, and uv's
    \`index-strategy = "unsafe-…"\`, which makes uv behave as pip does. An extra index of uv alone is not reported: uv
    takes a package from the first index that has it. Indexes that are known to hold public packages only
    (\`download.pytorch.org\`, but for nightly builds, \`pypi.nvidia.com\`) are reported in the \`strict\` profile.

    ## Why is this bad?
    pip knows no order among indexes: it takes the highest version that any of them has (CVE-2018-20225). Who registers
    the name of a private package on the public index with a high version number gets his code installed in the build;
    this is dependency confusion.

    ## Example
    \`\`\`text bad requirements.txt
    --extra-index-url https://packages.example.com/simple
    acme-billing==1.4.0
    \`\`\`
    Use instead one index that holds the private packages and passes on the public ones:
    \`\`\`text good requirements.txt
    --index-url https://packages.example.com/simple
    acme-billing==1.4.0
    \`\`\`

    ## Fix safety
    The fix makes the extra index the only one. It is unsafe: the index has to serve the public packages too.
  `,
  check: {
    registrySetting(ctx, setting) {
      if (setting.manager === 'uv' && setting.key === 'index-strategy') {
        if (!setting.value.text.startsWith('unsafe-')) return;
        ctx.report({
          span: setting.value.span,
          message:
            'This makes uv take the highest version from any index, so a private package can be shadowed; use `first-index`.',
        });
        return;
      }
      if (setting.manager !== 'pip' || setting.key !== 'extra-index-url') return;
      ctx.report({
        span: setting.span,
        message: MESSAGE,
        ...weightOf(setting.value.text),
        fixes: () => [onlyIndex(ctx, setting)],
      });
    },
    script(ctx, script) {
      if (!script.text.includes('--extra-index-url')) return;
      for (const command of script.commands) {
        const install = installCommand(command);
        if (install?.manager !== 'pip') continue;
        const uses = optionUses(install.args, '--extra-index-url');
        const isOnly =
          uses.length === 1 && !install.args.some((word) => /^(?:-i|--index-url)(?:=|$)/.test(word.text));
        for (const { word, value } of uses) {
          const span = script.spanOf(word);
          ctx.report({
            span,
            message: MESSAGE,
            ...weightOf(value),
            fixes: () => [isOnly ? replacement(optionName(ctx, span), '--index-url') : undefined],
          });
        }
      }
    },
  },
});

/** Where the index holds no private packages, what is left is that its owner and the public one disagree. */
function weightOf(address: string): Pick<Hit, 'severity' | 'profile'> {
  return PUBLIC_INDEX.test(address) ? { severity: 'medium', profile: 'strict' } : {};
}

/** Releases of large projects; nightly builds are not among them, whose names others have taken before (torchtriton). */
const PUBLIC_INDEX =
  /https:\/\/(?:download\.pytorch\.org\/whl(?!\/nightly)|data\.pyg\.org|pypi\.nvidia\.com|pypi\.ngc\.nvidia\.com|wheels\.vllm\.ai)(?:[/?#]|$)/;

/** Makes the extra index the only one, where the file names no other. */
function onlyIndex(ctx: Context, setting: RegistrySetting) {
  const all = ctx.document.facet('registrySetting');
  const others = all.filter((other) => other.key === 'index-url' || other.key === 'extra-index-url');
  if (others.length > 1) return undefined;
  return replacement(setting.keySpan, setting.form === 'option' ? '--index-url' : 'index-url');
}

function replacement(span: Span, newText: string) {
  return {
    title: 'Make it the only index (index-url)',
    safety: 'unsafe' as const,
    edits: [{ span, newText }],
  };
}

/** The option's name without a value that follows behind `=`. */
function optionName(ctx: Context, span: Span): Span {
  const equals = ctx.source.slice(span).indexOf('=');
  return equals === -1 ? span : { start: span.start, end: span.start + equals };
}
