import { replaceScalar } from '../../server/core/edit/yaml.ts';
import type { Fix, Profile, Severity } from '../../server/core/finding.ts';
import type { CodeBuildProject, FilterGroup, WebhookFilter } from '../../server/core/model/codebuild.ts';
import { intrinsicOf } from '../../server/core/model/template.ts';
import {
  admitsNamedActors,
  anchoringOf,
  isAllowing,
  pullRequestFilter,
} from '../../server/core/model/webhook-filter.ts';
import { type Context, defineRule } from '../../server/core/rule.ts';

export default defineRule({
  id: 'unanchored-webhook-filter',
  summary: 'A webhook filter matches a part of the value it should match whole',
  severity: 'high',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-1', 'CICD-SEC-4'],
  cwe: [777],
  since: '0.1.0',
  fix: 'unsafe',
  references: ['https://docs.aws.amazon.com/codebuild/latest/userguide/github-webhook-events-yaml.html'],
  docs: `
    ## What it does
    Reports patterns of webhook filters that are not anchored by \`^\` and \`$\`: account ids, branches, tags, names of
    repositories and organisations. File paths and commit messages are reported where they are to admit pull requests,
    which they cannot.

    ## Why is this bad?
    CodeBuild takes a match anywhere in the value. \`12345678\` admits the account \`912345678\` as well, and account ids
    are handed out in order, so one that fits can be waited for. \`main\` also matches a branch named \`x-main-y\`.

    ## Example
    \`\`\`yaml bad template.yml
    Resources:
      Checks:
        Type: AWS::CodeBuild::Project
        Properties:
          Triggers:
            Webhook: true
            FilterGroups:
              - - { Type: EVENT, Pattern: PULL_REQUEST_CREATED }
                - { Type: ACTOR_ACCOUNT_ID, Pattern: '12345678|23456789' }
    \`\`\`
    Use instead:
    \`\`\`yaml good template.yml
    Resources:
      Checks:
        Type: AWS::CodeBuild::Project
        Properties:
          Triggers:
            Webhook: true
            FilterGroups:
              - - { Type: EVENT, Pattern: PULL_REQUEST_CREATED }
                - { Type: ACTOR_ACCOUNT_ID, Pattern: '^(?:12345678|23456789)$' }
    \`\`\`

    ## Fix safety
    The fix is unsafe: builds that were started by a partial match are not started any more.
  `,
  check: { 'codebuild-project': check },
});

function check(ctx: Context, project: CodeBuildProject): void {
  for (const group of project.triggers?.filterGroups ?? []) {
    for (const filter of group.filters) checkFilter(ctx, group, filter);
  }
}

function checkFilter(ctx: Context, group: FilterGroup, filter: WebhookFilter): void {
  const { pattern, type } = filter;
  if (!pattern || !isAllowing(filter) || isOfLaterValue(pattern)) return;
  const gate = type === 'FILE_PATH' || type === 'COMMIT_MESSAGE';
  if (gate) {
    if (!pullRequestFilter(group) || admitsNamedActors(group)) return;
    ctx.report({
      span: pattern.span,
      message: `Whoever opens a pull request chooses its ${type === 'FILE_PATH' ? 'files' : 'commit message'}; admit known accounts, or ask for approval.`,
      severity: 'low',
      confidence: 'medium',
    });
    return;
  }
  const weight = WEIGHT[type];
  const anchoring = anchoringOf(pattern.text);
  if (!weight || anchoring === 'both' || (anchoring === 'start' && isPrefix(pattern.text, type))) return;
  ctx.report({
    span: pattern.span,
    message: `This matches any ${weight.noun} that contains it; anchor the whole pattern with ^ and $.`,
    severity: weight.severity,
    profile: weight.profile,
    fixes: () => [anchor(ctx, filter)],
  });
}

interface Weight {
  readonly noun: string;
  readonly severity: Severity;
  readonly profile: Profile;
}

const WEIGHT: Readonly<Record<string, Weight>> = {
  ACTOR_ACCOUNT_ID: { noun: 'account id', severity: 'high', profile: 'default' },
  HEAD_REF: { noun: 'branch', severity: 'medium', profile: 'default' },
  BASE_REF: { noun: 'branch', severity: 'low', profile: 'default' },
  TAG_NAME: { noun: 'tag', severity: 'medium', profile: 'default' },
  RELEASE_NAME: { noun: 'release', severity: 'low', profile: 'strict' },
  REPOSITORY_NAME: { noun: 'repository', severity: 'high', profile: 'default' },
  ORGANIZATION_NAME: { noun: 'organisation', severity: 'high', profile: 'default' },
  WORKFLOW_NAME: { noun: 'workflow', severity: 'medium', profile: 'default' },
};

/** True for a pattern whose text is known only when the template is deployed. */
function isOfLaterValue(pattern: NonNullable<WebhookFilter['pattern']>): boolean {
  const intrinsic = intrinsicOf(pattern);
  return intrinsic !== undefined && intrinsic.name !== 'Sub';
}

/** A pattern left open at its end on purpose: a folder of branches, a family of versions, or everything. */
function isPrefix(pattern: string, type: string): boolean {
  return type !== 'ACTOR_ACCOUNT_ID' && /(?:[/_*+-]|\/v|^\^v|\.\*\$|\.\+\$|\\d|\])$/.test(pattern);
}

function anchor(ctx: Context, { pattern, type }: WebhookFilter): Fix | undefined {
  const words = pattern!.text.replace(/^\^/, '').replace(/\$$/, '').split('|');
  if (intrinsicOf(pattern) || !words.every((word) => /^[\w./-]+$/.test(word))) return undefined;
  const ref = type === 'HEAD_REF' || type === 'BASE_REF';
  const whole = words.map((word) => (ref && !word.startsWith('refs/') ? `refs/heads/${word}` : word));
  const text = whole.length === 1 ? `^${whole[0]}$` : `^(?:${whole.join('|')})$`;
  const edit = replaceScalar(ctx.source, pattern!, text);
  return edit && { title: `Match the whole value: ${text}`, safety: 'unsafe', edits: [edit] };
}
