import {
  coversAction,
  fewOf,
  isBuildRole,
  isEveryAction,
  splitAction,
} from '../../server/core/model/policy/permissions.ts';
import { isStar } from '../../server/core/model/policy/wildcard.ts';
import { defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'audit-tampering',
  summary: 'A policy allows to switch off the audit trail or its guards',
  severity: 'medium',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-10', 'CICD-SEC-2'],
  cwe: [778, 732],
  since: '0.1.0',
  fix: 'none',
  equivalents: {},
  docs: `
    ## What it does
    Reports permissions to stop or delete what records and watches an account: CloudTrail, Config, GuardDuty, Security Hub,
    Access Analyzer, flow logs, and to leave the organisation.

    ## Why is this bad?
    An attacker in a build first blinds those who would notice. No build or deployment needs these actions.

    ## Example
    \`\`\`json bad build-policy.json
    {
      "Version": "2012-10-17",
      "Statement": [{ "Effect": "Allow", "Action": ["cloudtrail:StopLogging", "s3:GetObject"], "Resource": "*" }]
    }
    \`\`\`
    Use instead:
    \`\`\`json good build-policy.json
    {
      "Version": "2012-10-17",
      "Statement": [{ "Effect": "Deny", "Action": ["cloudtrail:StopLogging", "cloudtrail:DeleteTrail"], "Resource": "*" }]
    }
    \`\`\`
  `,
  check: {
    policy(ctx, policy) {
      if (policy.type !== 'identity') return;
      for (const { effect, actions, sid } of policy.statements) {
        if (effect !== 'Allow' || !actions || actions.negated) continue;
        for (const { text, node, known } of actions.values) {
          const parts = splitAction(text);
          // Whole services are another rule's matter.
          if (!known || !parts || isEveryAction(text) || isStar(parts.name) || !GUARDS.has(parts.service))
            continue;
          const covered = TAMPERING.filter((action) => coversAction(text, action));
          if (covered.length === 0) continue;
          ctx.report({
            span: node.span,
            message: `${fewOf(covered, 1)} blinds those who watch the account; remove it${isBuildRole(policy) ? ' from the build role' : ''}.`,
            sid: sid?.text,
          });
        }
      }
    },
  },
});

const TAMPERING: readonly string[] = `
  cloudtrail:StopLogging cloudtrail:DeleteTrail cloudtrail:PutEventSelectors cloudtrail:DeleteEventDataStore
  cloudtrail:StopEventDataStoreIngestion config:StopConfigurationRecorder config:DeleteConfigurationRecorder
  config:DeleteDeliveryChannel guardduty:DeleteDetector guardduty:UpdateDetector guardduty:StopMonitoringMembers
  guardduty:DisassociateFromAdministratorAccount guardduty:DisassociateFromMasterAccount
  securityhub:DisableSecurityHub securityhub:BatchDisableStandards access-analyzer:DeleteAnalyzer
  macie2:DisableMacie inspector2:Disable detective:DeleteGraph ec2:DeleteFlowLogs organizations:LeaveOrganization
  organizations:DisablePolicyType
`
  .trim()
  .split(/\s+/);

const GUARDS = new Set(TAMPERING.map((action) => action.slice(0, action.indexOf(':'))));
