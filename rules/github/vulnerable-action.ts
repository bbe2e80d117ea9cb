import { pinToTag } from '../../server/core/edit/pin-action.ts';
import type { Fix } from '../../server/core/finding.ts';
import type { UsesPlace } from '../../server/core/model/github/facets.ts';
import {
  type RepositoryRefs,
  tagNamed,
  tagOfVersion,
  versionTags,
} from '../../server/core/model/github/refs.ts';
import { inputOf, type Step } from '../../server/core/model/github/step.ts';
import { isAtLeast, type RepositoryUses, versionOf } from '../../server/core/model/github/uses.ts';
import { type Context, defineRule } from '../../server/core/rule.ts';
import { VULNERABLE_ACTIONS, type Vulnerability } from '../data/vulnerable-actions.ts';

export default defineRule({
  id: 'vulnerable-action',
  summary: 'An action at a version with a published fault',
  severity: 'high',
  confidence: 'high',
  profile: 'default',
  owasp: ['CICD-SEC-3'],
  cwe: [1104, 1395],
  since: '0.1.0',
  fix: 'unsafe',
  online: 'more',
  equivalents: {
    'pipeline-check': ['GHA-096'],
    zizmor: ['known-vulnerable-actions'],
    poutine: ['known_vulnerability_in_build_component'],
    sisakulint: ['known-vulnerable-actions'],
  },
  references: ['https://github.com/advisories?query=type%3Areviewed+ecosystem%3Aactions'],
  docs: `
    ## What it does
    Reports actions and reusable workflows at versions for which the GitHub Advisory Database knows a fault, after a list in
    Pipewarden. A tag that is cut short (\`v4\`) stands for the newest version of its kind. A commit is judged by the version
    in the comment behind it, if there is one. With \`online: true\` the repository is asked which version a tag or commit
    is. Faults that the advisory calls moderate or low are reported in the
    \`strict\` profile, and in \`audit\` those that may not apply.

    ## Why is this bad?
    An action runs with the job's token and secrets, and reads what strangers write. Its faults are the job's faults, and
    they are public.

    ## Example
    \`\`\`yaml bad .github/workflows/ci.yml
    on: pull_request
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - uses: tj-actions/branch-names@v8.2.1
    \`\`\`
    Use instead:
    \`\`\`yaml good .github/workflows/ci.yml
    on: pull_request
    permissions: {}
    jobs:
      build:
        runs-on: ubuntu-latest
        steps:
          - uses: tj-actions/branch-names@v9.0.2
    \`\`\`

    ## Fix safety
    The fix names the first version without any fault that is known. It is unsafe: another major version may want other
    inputs. For a commit there is a fix only with \`online: true\`.
  `,
  check: {
    uses: check,
  },
});

function check(ctx: Context, { uses, step }: UsesPlace): void {
  if (uses.kind !== 'repository') return;
  const known = faultsOf(uses);
  if (!known) return;
  const refs = ctx.document.refsOf(uses.slug);
  const asked = refs && askedVersion(refs, uses);
  const said = uses.isCommit ? commentedVersion(ctx, uses) : versionOf(uses.ref);
  const version = asked?.length === 3 ? asked : (said ?? asked);
  if (!version) return;
  for (const vulnerability of known) {
    const { introduced, fixed, level, fault, advisory, unsure, exactTags } = vulnerability;
    const named = exactTags ? [...version, 0, 0] : version;
    const remedy = known.at(-1)!.fixed.join('.');
    // `v2` can be the newest version before the fault as well as behind it.
    if (!isAtLeast(named, introduced) || isAtLeast(named, fixed) || !matters(vulnerability, step)) continue;
    const serious = level === 'critical' || level === 'high';
    ctx.report({
      span: uses.refSpan,
      message: `In this version ${fault} (${advisory}); take ${remedy} or later.`,
      severity: level,
      fixes: () => [fixOf(ctx, uses, remedy, refs)],
      ...(uses.isCommit && version !== asked && { confidence: 'medium' }),
      ...(!serious && { profile: unsure ? 'audit' : 'strict' }),
    });
    return;
  }
}

/** Names the remedy in place of a tag, and its commit in place of a commit, where the repository was asked for it. */
function fixOf(
  ctx: Context,
  uses: RepositoryUses,
  remedy: string,
  refs: RepositoryRefs | undefined,
): Fix | undefined {
  if (uses.isCommit) {
    const tag = refs && tagOfVersion(refs, remedy);
    return tag && pinToTag(ctx.source, uses, tag);
  }
  if (uses.node.alias || !/^v?\d+(?:\.\d+){0,2}$/.test(uses.ref)) return undefined;
  const version = (uses.ref.startsWith('v') ? 'v' : '') + remedy;
  return {
    title: `Take ${version}`,
    safety: 'unsafe',
    edits: [{ span: uses.refSpan, newText: version }],
  };
}

function faultsOf(uses: RepositoryUses): readonly Vulnerability[] | undefined {
  const whole = VULNERABLE_ACTIONS.get(uses.slug);
  if (whole) return whole;
  return uses.subpath === ''
    ? undefined
    : VULNERABLE_ACTIONS.get(`${uses.slug}/${uses.subpath.toLowerCase()}`);
}

/** The version of a commit, or of the commit that a tag names today, after the tags of the repository. */
function askedVersion(
  refs: RepositoryRefs,
  { ref, isCommit }: RepositoryUses,
): readonly number[] | undefined {
  const commit = isCommit ? ref : tagNamed(refs, ref)?.commit;
  const version = commit === undefined ? undefined : versionTags(refs, commit)[0];
  return version === undefined ? undefined : versionOf(version);
}

/** The full version in the comment behind a commit (`# v4.1.2`); a shorter one does not tell which commit it was. */
function commentedVersion(ctx: Context, { node }: RepositoryUses): readonly number[] | undefined {
  const behind = ctx.source.text.slice(node.span.end, node.span.end + 60);
  const comment = /^["']?[ \t]{1,9}#[ \t]{0,9}(?:tag=|version:? ?)?(v?\d+\.\d+\.\d+)(?![\w.-])/.exec(
    behind,
  )?.[1];
  return comment === undefined ? undefined : versionOf(comment);
}

function matters({ onlyWith, unlessOff }: Vulnerability, step: Step | undefined): boolean {
  if (onlyWith !== undefined && (!step || inputOf(step, onlyWith)?.text !== 'true')) return false;
  return unlessOff === undefined || !step || inputOf(step, unlessOff)?.text !== 'false';
}
