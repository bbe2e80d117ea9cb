// Scores the labelled AWS cases: `npm run build && node test/conformance/aws.mjs [folder of the cases] [id…]`.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const [folder = path.resolve('../shared/cases/aws'), ...only] = process.argv.slice(2);
const table = path.join(folder, 'cases.json');
if (!existsSync(table)) {
  console.log(`skipped: no cases at ${folder}`);
  process.exit(0);
}

const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'];
const PROFILES = ['default', 'strict', 'audit'];
const command = path.join(import.meta.dirname, '../../dist/cli.cjs');

/** The findings on a folder, with paths from it. */
function check(root) {
  const options = { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'] };
  let output;
  try {
    output = execFileSync(
      process.execPath,
      [command, 'check', '--profile=audit', '--format=json', root],
      options,
    );
  } catch (error) {
    // Findings make the exit status 1; the report is complete all the same.
    output = error.stdout;
  }
  return JSON.parse(output).findings.map((finding) => ({
    ...finding,
    path: path.isAbsolute(finding.path) ? path.relative(root, finding.path) : finding.path,
  }));
}

const atLeast = (severity, least) => SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(least);
const within = (finding, place) =>
  finding.path.endsWith(place.file) &&
  finding.range.start.line >= place.line_from &&
  finding.range.start.line <= place.line_to;

let met = 0;
let all = 0;
let quiet = 0;
let twins = 0;
for (const entry of JSON.parse(readFileSync(table, 'utf8'))) {
  if (only.length > 0 && !only.some((id) => entry.id.startsWith(id))) continue;
  const bad = check(path.join(folder, entry.id, 'bad'));
  for (const expected of entry.expect) {
    all++;
    const hit = bad.find(
      (finding) =>
        within(finding, expected) &&
        atLeast(finding.severity, expected.min_severity) &&
        PROFILES.indexOf(finding.profile) <= PROFILES.indexOf(expected.profile),
    );
    if (hit) met++;
    console.log(
      `${hit ? 'met   ' : 'MISSED'} ${entry.id} ${expected.file}:${expected.line_from} ${hit?.ruleId ?? expected.what}`,
    );
  }
  twins++;
  const noise = check(path.join(folder, entry.id, 'good')).filter(
    (finding) =>
      finding.profile === 'default' &&
      atLeast(finding.severity, 'medium') &&
      !entry.good_allowed.some((place) => within(finding, place)),
  );
  if (noise.length === 0) quiet++;
  for (const { path: file, range, ruleId, severity } of noise)
    console.log(`NOISE  ${entry.id} good/${file}:${range.start.line} ${severity} ${ruleId}`);
}
console.log(`${met} of ${all} expectations met; ${quiet} of ${twins} careful twins quiet`);
