import { defineRule } from '../../server/core/rule.ts';

/** Options of package managers that switch the check of signatures off. */
const OPTIONS: Readonly<Record<string, RegExp>> = {
  apt: /^(?:--allow-unauthenticated|--force-yes|--no-allow-.*|(?:-o)?APT::Get::AllowUnauthenticated=(?:true|1|yes)|--allow-insecure-repositories|(?:-o)?Acquire::AllowInsecureRepositories=(?:true|1|yes))$/i,
  apk: /^--allow-untrusted$/,
  yum: /^--nogpgcheck$|^--setopt=(?:\*\.)?gpgcheck=(?:0|false)$/,
  zypper: /^--(?:no-gpg-checks|allow-unsigned-rpm)$/,
  rpm: /^--(?:nosignature|nodigest)$/,
};
const FAMILY: Readonly<Record<string, string>> = {
  'apt-get': 'apt',
  aptitude: 'apt',
  dnf: 'yum',
  microdnf: 'yum',
  tdnf: 'yum',
};

export default defineRule({
  id: 'unsigned-package-install',
  summary: 'System packages are installed without a check of their signature',
  severity: 'medium',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-3', 'CICD-SEC-9'],
  cwe: [347],
  since: '0.1.0',
  fix: 'none',
  equivalents: { glsec: ['GL069'] },
  docs: `
    ## What it does
    Reports \`apt-get --allow-unauthenticated\`, \`[trusted=yes]\` in a source list, \`apk --allow-untrusted\`,
    \`yum --nogpgcheck\`, \`zypper --no-gpg-checks\`, \`rpm --nosignature\`.

    ## Why is this bad?
    Package repositories are often read over plain HTTP or through mirrors; the signature is all that ties a package to
    those who made it.

    ## Example
    \`\`\`docker bad Dockerfile
    FROM debian:12
    RUN apt-get install -y --allow-unauthenticated tool
    \`\`\`
    Use instead:
    \`\`\`docker good Dockerfile
    FROM debian:12
    RUN apt-get install -y tool
    \`\`\`
  `,
  check: {
    script(ctx, script) {
      if (
        !/unauthenticated|untrusted|gpg-?check|nosignature|nodigest|trusted=yes|force-yes|insecure-?repo|unsigned/i.test(
          script.text,
        )
      )
        return;
      for (const command of script.commands) {
        const { name, args } = command;
        const option = OPTIONS[FAMILY[name] ?? name];
        const source =
          name === 'echo' || name === 'printf' || name === 'add-apt-repository' || name === 'sed';
        const word = args.find(
          ({ text }) => option?.test(text) || (source && /\[[^\]]*\btrusted=yes\b/.test(text)),
        );
        if (!word) continue;
        // A package file of this very job has no signature to check.
        if (name === 'apk' && args.some(({ text }) => /\.apk$/.test(text) && !/:\/\//.test(text))) continue;
        ctx.report({
          span: script.spanOf(word),
          message:
            'Packages are taken without a check of their signature; add the key of the repository instead.',
        });
      }
    },
  },
});
