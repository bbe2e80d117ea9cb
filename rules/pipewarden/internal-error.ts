import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'internal-error',
  summary: 'A rule failed on this file',
  severity: 'info',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-1'],
  cwe: [],
  since: '0.1.0',
  fix: 'none',
  docs: `
    ## What it does
    Says that one of Pipewarden's own rules failed while it looked at this file. All other rules have run.

    ## Why is this bad?
    What the failed rule would have found in this file is not known. Please report it: the message names the rule.
  `,
  // The engine reports it; see server/core/lint.ts.
  check: {},
});
