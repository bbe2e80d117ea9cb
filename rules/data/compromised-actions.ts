/**
 * Actions whose tags were moved to malware, in lower case. Entered by hand from CVE-2025-30066 (tj-actions),
 * CVE-2025-30154 (reviewdog) and the owner's notice of 2026-03-19 (Trivy), 2026-11.
 */
export interface Compromise {
  /** The day it began, year-month-day. */
  readonly date: string;
  /** The malicious commits that were published. */
  readonly commits: readonly string[];
  /** The first version that was not touched, as numbers; undefined where a tag that was moved is still in use. */
  readonly fixed?: readonly number[];
}

const REVIEWDOG: Compromise = { date: '2025-03-11', commits: ['f0d342d24037bb11d26b9bd8496e0808ba32e9ec'] };

export const COMPROMISED_ACTIONS: Readonly<Record<string, Compromise>> = {
  'aquasecurity/setup-trivy': { date: '2026-03-19', commits: [], fixed: [0, 2, 6] },
  'aquasecurity/trivy-action': { date: '2026-03-19', commits: [], fixed: [0, 35, 0] },
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
};
