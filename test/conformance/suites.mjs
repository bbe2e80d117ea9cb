// All suites, in the order of the table.
import * as actionlint from './actionlint.mjs';
import * as aws from './aws.mjs';
import * as fixes from './fixes.mjs';
import * as glsec from './glsec.mjs';
import * as iam from './iam.mjs';
import * as lookalikes from './lookalikes.mjs';
import * as pipelineCheck from './pipeline-check.mjs';
import { secretSuites } from './secrets.mjs';
import * as sisakulint from './sisakulint.mjs';
import * as zizmor from './zizmor.mjs';
import * as zizmorFixes from './zizmor-fixes.mjs';

/** Those that read the folder of cases: `{ suite: { name, table, about }, score(folder, engine, options) }` each. */
export const SUITES = [
  zizmor,
  zizmorFixes,
  actionlint,
  glsec,
  pipelineCheck,
  sisakulint,
  iam,
  aws,
  ...secretSuites,
  lookalikes,
];

/** The one that reads a corpus. */
export { fixes };

export const NAMES = [...SUITES, fixes].map(({ suite }) => suite.name);
