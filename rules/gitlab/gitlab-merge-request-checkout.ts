import { defineRule } from '../../server/core/rule.ts';

const VERBS = /^(?:checkout|switch|fetch|pull|merge|clone|reset|cherry-pick)$/;
const HEAD =
  /^CI_(?:MERGE_REQUEST|EXTERNAL_PULL_REQUEST)_SOURCE_(?:BRANCH_SHA|BRANCH_NAME|PROJECT_URL|PROJECT_PATH|REPOSITORY)$/;

const MERGE = /merge_request|external_pull_request/i;

export default defineRule({
  id: 'gitlab-merge-request-checkout',
  summary: 'A job checks out the head of a merge request by hand',
  severity: 'high',
  confidence: 'medium',
  profile: 'default',
  owasp: ['CICD-SEC-4'],
  cwe: [829],
  since: '0.1.0',
  fix: 'none',
  equivalents: { glsec: ['GL044'] },
  kinds: ['gitlab-ci'],
  docs: `
    ## What it does
    Reports \`git checkout\`, \`fetch\`, \`merge\` and their like of \`CI_MERGE_REQUEST_SOURCE_BRANCH_SHA\`, of the source
    branch's name, or of the source project's address.

    ## Why is this bad?
    A pipeline that runs for the target then builds the author's code with the target's variables and token, which is
    what GitLab keeps apart by default. Let the merge request's own pipeline build it.

    ## Example
    \`\`\`yaml bad .gitlab-ci.yml
    test:
      script:
        - git checkout $CI_MERGE_REQUEST_SOURCE_BRANCH_SHA
        - make test
    \`\`\`
    Use instead:
    \`\`\`yaml good .gitlab-ci.yml
    test:
      rules:
        - if: $CI_PIPELINE_SOURCE == "merge_request_event"
      script:
        - make test
    \`\`\`
  `,
  check: {
    script(ctx, script) {
      if (
        !/CI_(?:MERGE_REQUEST|EXTERNAL_PULL_REQUEST)_SOURCE/.test(script.text) ||
        !/\bgit\b/.test(script.text)
      )
        return;
      // The variables are set in pipelines of merge requests only.
      const job = script.gitlabJob;
      if (
        job?.rules?.length &&
        !job.rules.some(({ if: condition }) => !condition || MERGE.test(condition.text))
      )
        return;
      for (const command of script.commands) {
        if (command.name !== 'git' || !command.args.some(({ text }) => VERBS.test(text))) continue;
        const piece = command.args
          .flatMap(({ pieces }) => pieces)
          .find((part) => part.kind === 'variable' && HEAD.test(part.name));
        if (!piece) continue;
        ctx.report({
          span: script.spanOf(command),
          message:
            "This builds the author's code with the job's secrets; leave it to the merge request's own pipeline.",
        });
      }
    },
  },
});
