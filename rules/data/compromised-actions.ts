/**
 * Actions whose tags were moved to malware, in lower case. Entered by hand from CVE-2025-30066 (tj-actions),
 * CVE-2025-30154 (reviewdog), CVE-2026-33634 (Trivy) and CVE-2026-31976 (Xygeni), as published in the GitHub Advisory
 * Database, and from the reports of StepSecurity, Socket and SafeDep
 * (actions-cool) and of Wiz (Checkmarx), read 2026-11.
 */
export interface Compromise {
  /** The day it began, year-month-day. */
  readonly date: string;
  /** The malicious commits that were published. */
  readonly commits: readonly string[];
  /** The first version that was touched, as numbers; undefined where that is all of them. */
  readonly introduced?: readonly number[];
  /** True where the tags were not moved back. */
  readonly still?: boolean;
  /** The first version that was not touched, as numbers; undefined where a tag that was moved is still in use. */
  readonly fixed?: readonly number[];
}

const REVIEWDOG: Compromise = { date: '2025-03-11', commits: ['f0d342d24037bb11d26b9bd8496e0808ba32e9ec'] };

/** All tags of the day; what was published later is not told apart from them by its number. */
const CHECKMARX: Compromise = { date: '2026-03-23', commits: [] };

/** All tags; when the owner's actions were let in again in 2026-09, they still led to the malware. */
const ACTIONS_COOL: Compromise = { date: '2026-05-18', commits: [], still: true };

export const COMPROMISED_ACTIONS: Readonly<Record<string, Compromise>> = {
  'actions-cool/issues-helper': ACTIONS_COOL,
  'actions-cool/maintain-one-comment': ACTIONS_COOL,
  'aquasecurity/setup-trivy': { date: '2026-03-19', commits: [], fixed: [0, 2, 6] },
  'aquasecurity/trivy-action': { date: '2026-03-19', commits: [], fixed: [0, 35, 0] },
  'checkmarx/ast-github-action': CHECKMARX,
  'checkmarx/kics-github-action': CHECKMARX,
  'reviewdog/action-ast-grep': { ...REVIEWDOG, commits: [] },
  'reviewdog/action-composite-template': { ...REVIEWDOG, commits: [] },
  'reviewdog/action-setup': REVIEWDOG,
  'reviewdog/action-shellcheck': { ...REVIEWDOG, commits: [] },
  'reviewdog/action-staticcheck': { ...REVIEWDOG, commits: [] },
  'reviewdog/action-typos': { ...REVIEWDOG, commits: [] },
  'tj-actions/changed-files': {
    date: '2025-03-14',
    commits: ['0e58ed8671d6b60d0890c21b07f8835ace038e67'],
    fixed: [46, 0, 0],
  },
  'xygeni/xygeni-action': {
    date: '2026-03-03',
    commits: ['4bf1d4e19ad81a3e8d4063755ae0f482dd3baf12'],
    introduced: [5],
    fixed: [6, 0, 0],
  },
};
