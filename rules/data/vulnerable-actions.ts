/*
 * Advisories on actions and reusable workflows: versions with a fault of their own, as opposed to those that were
 * replaced by malware (`compromised-actions.ts`). Entered by hand from the reviewed advisories of the GitHub Advisory
 * Database, ecosystem "GitHub Actions", as of 2026-03-31.
 */
export interface Vulnerability {
  /** Of the GitHub Advisory Database. */
  readonly advisory: string;
  readonly level: 'critical' | 'high' | 'medium' | 'low';
  /** The first version with the fault, as numbers. */
  readonly introduced: readonly number[];
  /** The first version without it. */
  readonly fixed: readonly number[];
  /** What it does, to complete "… has a known fault: ". */
  readonly fault: string;
  /** True where the file does not tell whether the advisory applies, such as one on a product's free tier only. */
  readonly unsure?: boolean;
  /** True where the owner makes no tag that is cut short, so that `v2` is 2.0.0 and nothing newer. */
  readonly exactTags?: boolean;
  /** The input that must be `true` for the fault to matter. */
  readonly onlyWith?: string;
  /** The input that takes the fault away when it is `false`. */
  readonly unlessOff?: string;
}

type Row = readonly [
  action: string,
  advisory: string,
  level: Vulnerability['level'],
  introduced: string,
  fixed: string,
  fault: string,
  condition?: Pick<Vulnerability, 'unsure' | 'exactTags' | 'onlyWith' | 'unlessOff'>,
];

/** Names are in lower case, with the path below the repository where the advisory names one. */
const ROWS: readonly Row[] = [
  ['actions/download-artifact', 'GHSA-cxww-7g56-2vh6', 'high', '4.0.0', '4.1.3', 'an artifact can write any file'],
  ['afichet/openexr-viewer', 'GHSA-99jg-r3f4-rpxj', 'high', '0', '0.6.1', 'an image can overflow its memory'],
  ['aquasecurity/trivy-action', 'GHSA-9p44-j4g5-cfx5', 'medium', '0.31.0', '0.34.0', 'its inputs can run commands'],
  ['atlassian/gajira-create', 'GHSA-4xqx-pqpj-9fqw', 'critical', '0', '2.0.1', 'the text of an issue can run code'],
  ['azure/setup-kubectl', 'GHSA-p756-rfxh-x63h', 'low', '0', '3', 'anyone on the machine can replace the program'],
  ['boldestdungeon/steam-workshop-deploy', 'GHSA-x6gv-2rvh-qmp6', 'critical', '0', '2.0.0', 'it publishes `.git`'],
  ['buildalon/setup-steamcmd', 'GHSA-mj96-mh85-r574', 'high', '0', '1.1.0', 'it prints the login token'],
  ['bullfrogsec/bullfrog', 'GHSA-m32f-fjw2-37v3', 'medium', '0', '0.8.4', 'DNS over TCP gets past its filter'],
  [
    'canonical/get-workflow-version-action',
    'GHSA-26wh-cc3r-w6pj',
    'high',
    '0',
    '1.0.1',
    'it prints a part of the token when it fails',
  ],
  ['check-spelling/check-spelling', 'GHSA-g86g-chm8-7r2p', 'critical', '0', '0.0.19', 'a link in a pull request reads the token'],
  [
    'dawidd6/action-download-artifact',
    'GHSA-5xr6-xhww-33m4',
    'high',
    '0',
    '6',
    'it takes the artifacts of forks',
    { unlessOff: 'allow_forks' },
  ],
  ['embano1/wip', 'GHSA-rg3q-prf8-qxmp', 'high', '0', '2', 'the title of a pull request can run commands'],
  ['fish-shop/syntax-check', 'GHSA-xj87-mqvh-88w2', 'medium', '0', '1.6.12', 'its `pattern` can run commands'],
  ['github/codeql-action', 'GHSA-vqf5-2xx6-9wfm', 'high', '2.26.11', '3.28.3', 'debug artifacts can hold the environment', { onlyWith: 'debug' }],
  ['gradle/gradle-build-action', 'GHSA-h3qr-39j9-4r5v', 'high', '0', '2.4.2', 'its cache can hold secrets'],
  ['hashicorp/vault-action', 'GHSA-4mgv-m5cm-f9h7', 'high', '0', '2.2.0', 'secrets of several lines are not masked'],
  ['j178/prek-action', 'GHSA-pwf7-47c3-mfhx', 'critical', '0', '1.0.6', 'its inputs can run commands'],
  ['kartverket/github-workflows', 'GHSA-f9qj-7gh3-mhj4', 'high', '0', '2.7.5', 'a pull request can run code'],
  ['lycheeverse/lychee-action', 'GHSA-65rg-554r-9j5x', 'medium', '0', '2.0.2', 'its inputs can run commands'],
  ['m00nl1ght-dev/steam-workshop-deploy', 'GHSA-x6gv-2rvh-qmp6', 'critical', '0', '4', 'it publishes `.git`'],
  ['ozi-project/publish', 'GHSA-2487-9f55-2vg9', 'medium', '1.13.2', '1.13.6', 'the name of a branch can run commands'],
  [
    'psf/black',
    'GHSA-v53h-f6m7-xcgm',
    'high',
    '0',
    '26.3.0',
    'a pull request chooses what is installed',
    { onlyWith: 'use_pyproject' },
  ],
  ['pypa/gh-action-pypi-publish', 'GHSA-vxmw-7h4f-hqxh', 'low', '0', '1.13.0', 'the name of a ref can run commands'],
  [
    'pytorch/pytorch/.github/actions/filter-test-configs',
    'GHSA-hw6r-g8gj-2987',
    'medium',
    '0',
    '2.0.1',
    'the name of a branch can run commands', { exactTags: true }],
  ['rageagainstthepixel/setup-steamcmd', 'GHSA-c5qx-p38x-qf5w', 'high', '0', '1.3.0', 'it prints the login token'],
  ['rlespinasse/github-slug-action', 'GHSA-7f32-hm4h-w77q', 'medium', '0', '1.1.1', 'what it prints can set variables'],
  ['rlespinasse/github-slug-action', 'GHSA-7f32-hm4h-w77q', 'medium', '2.0.0', '2.1.1', 'what it prints can set variables'],
  ['rlespinasse/github-slug-action', 'GHSA-6q4m-7476-932w', 'high', '4.0.0', '4.4.1', 'the name of a branch can run commands'],
  ['some-natalie/ghas-to-csv', 'GHSA-634p-93h9-92vh', 'medium', '0', '1', 'its tables can hold formulas'],
  ['sonarsource/sonarqube-scan-action', 'GHSA-f79p-9c5r-xg88', 'high', '4.0.0', '5.3.1', 'its `args` can run commands'],
  ['sonarsource/sonarqube-scan-action', 'GHSA-5xq9-5g24-4g6f', 'high', '5.3.1', '6.0.0', 'its `args` can run commands'],
  ['step-security/harden-runner', 'GHSA-g85v-wf27-67xc', 'low', '0', '2.10.2', 'variables can run commands'],
  ['step-security/harden-runner', 'GHSA-mxr3-8whj-j74r', 'medium', '2.10.2', '2.12.0', 'containers get past `disable-sudo`'],
  ['step-security/harden-runner', 'GHSA-cpmj-h4f6-r6pq', 'medium', '2.12.0', '2.14.2', 'connections get past its log', { unsure: true }],
  ['step-security/harden-runner', 'GHSA-g699-3x6g-wm3g', 'medium', '2.14.2', '2.16.0', 'DNS gets past its filter', { unsure: true }],
  ['super-linter/super-linter', 'GHSA-r79c-pqj3-577x', 'high', '6.0.0', '8.3.1', 'the name of a file can run commands'],
  ['super-linter/super-linter/slim', 'GHSA-r79c-pqj3-577x', 'high', '6.0.0', '8.3.1', 'the name of a file can run commands'],
  ['tj-actions/branch-names', 'GHSA-gq52-6phf-x2r6', 'critical', '0', '9.0.0', 'the name of a branch can run commands'],
  ['tj-actions/changed-files', 'GHSA-mcph-m25j-8j63', 'high', '0', '41', 'the name of a file can run commands'],
  ['tj-actions/verify-changed-files', 'GHSA-ghm2-rq8q-wrhc', 'high', '0', '17', 'the name of a file can run commands'],
  ['ultralytics/actions', 'GHSA-7x29-qqmq-v6qc', 'high', '0', '0.0.3', 'the name of a branch can run commands'],
];

export const VULNERABLE_ACTIONS: ReadonlyMap<string, readonly Vulnerability[]> = byAction(ROWS);

function byAction(rows: readonly Row[]): ReadonlyMap<string, readonly Vulnerability[]> {
  const table = new Map<string, Vulnerability[]>();
  for (const [action, advisory, level, introduced, fixed, fault, condition] of rows) {
    const known = table.get(action) ?? [];
    known.push({ advisory, level, introduced: numbers(introduced), fixed: numbers(fixed), fault, ...condition });
    table.set(action, known);
  }
  return table;
}

function numbers(version: string): readonly number[] {
  return version.split('.').map(Number);
}
