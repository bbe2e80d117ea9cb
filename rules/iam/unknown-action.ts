import type { Fix } from '../../server/core/finding.ts';
import { actionsOfService, IAM_ACTIONS_DATE, servicePrefixes } from '../../server/core/model/iam-actions.ts';
import { isEveryAction, splitAction } from '../../server/core/model/policy/permissions.ts';
import type { PolicyValue } from '../../server/core/model/policy/value.ts';
import { hasWildcard, matchesPattern } from '../../server/core/model/policy/wildcard.ts';
import { defineRule, type Hit } from '../../server/core/rule.ts';
import { nearest } from '../../server/core/text/nearest.ts';
import { shorten } from '../../server/core/text/shorten.ts';

export default defineRule({
  id: 'unknown-action',
  summary: 'A policy names an action that AWS does not have',
  severity: 'low',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-2'],
  cwe: [1104],
  since: '0.1.0',
  fix: 'unsafe',
  equivalents: {
    'access-analyzer': ['INVALID_ACTION', 'INVALID_SERVICE_IN_ACTION'],
    parliament: ['UNKNOWN_ACTION', 'UNKNOWN_PREFIX'],
    'cfn-lint': ['W3037'],
  },
  docs: `
    ## What it does
    Reports actions that are not in AWS's list and differ from one that is by a letter or two. In a statement that denies,
    such a slip leaves open what should be closed, so it counts as worse. The strict profile also reports names that are
    like no other; those may be newer than the list.

    ## Why is this bad?
    IAM accepts any text here and says nothing. The permission is missing when it is needed, or the action that should be
    forbidden is not.

    ## Example
    \`\`\`json bad policy.json
    {
      "Version": "2012-10-17",
      "Statement": [{ "Effect": "Deny", "Action": "s3:DeleteBuckets", "Resource": "*" }]
    }
    \`\`\`
    Use instead:
    \`\`\`json good policy.json
    {
      "Version": "2012-10-17",
      "Statement": [{ "Effect": "Deny", "Action": "s3:DeleteBucket", "Resource": "*" }]
    }
    \`\`\`

    ## Fix safety
    The fix writes the name that is nearest. It changes what the policy allows, so a person should look.
  `,
  check: {
    policy(ctx, policy) {
      for (const { actions, effect, sid } of policy.statements) {
        for (const value of actions?.values ?? []) {
          const problem = value.known ? problemOf(value) : undefined;
          if (!problem) continue;
          ctx.report({
            ...problem,
            severity: problem.profile ? 'info' : effect === 'Deny' ? 'medium' : 'low',
            sid: sid?.text,
          });
        }
      }
    },
  },
});

function problemOf(value: PolicyValue): Hit | undefined {
  const { text } = value;
  const parts = splitAction(text);
  if (isEveryAction(text)) return undefined;
  if (!parts || parts.service === '' || !/^[\w.*?-]+$/.test(parts.service)) {
    return {
      span: value.node.span,
      message: `\`${shorten(text, 50)}\` is no action; write \`service:Action\`.`,
    };
  }
  if (hasWildcard(parts.service)) return undefined;
  const actions = actionsOfService(parts.service);
  if (!actions)
    return withGuess(value, 'service', parts.service, nearest(parts.service, servicePrefixes(), 1));
  const name = parts.name.toLowerCase();
  if (actions.has(name)) return undefined;
  if (hasWildcard(name)) {
    for (const action of actions.keys()) if (matchesPattern(name, action)) return undefined;
    return {
      span: value.node.span,
      message: `No action of \`${parts.service}\` matches \`${shorten(parts.name, 50)}\` (list of ${IAM_ACTIONS_DATE}); correct it.`,
      profile: 'strict',
      confidence: 'medium',
    };
  }
  const guess = nearest(name, [...actions.keys()], 2);
  return withGuess(value, 'action', text, guess && `${parts.service}:${actions.get(guess)!.name}`);
}

function withGuess(value: PolicyValue, what: string, name: string, guess: string | undefined): Hit {
  const span = value.node.span;
  if (!guess) {
    return {
      span,
      message: `AWS has no ${what} \`${shorten(name, 50)}\` (list of ${IAM_ACTIONS_DATE}), or a newer one; check the name.`,
      profile: 'strict',
      confidence: 'medium',
    };
  }
  return {
    span,
    message: `AWS has no ${what} \`${shorten(name, 50)}\`; did you mean \`${guess}\`?`,
    fixes: () => [
      value.literal
        ? replacement(value, what === 'service' ? guess + value.text.slice(name.length) : guess)
        : undefined,
    ],
  };
}

function replacement(value: PolicyValue, newText: string): Fix | undefined {
  if (value.node.kind !== 'scalar') return undefined;
  return {
    title: `Write ${newText}`,
    safety: 'unsafe',
    edits: [{ span: value.node.map.span(0, value.text.length), newText }],
  };
}
