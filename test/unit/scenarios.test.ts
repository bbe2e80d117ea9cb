import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { inProfile } from '../../server/core/finding.ts';
import { lintText } from '../support/lint.ts';

/*
 * Ways to attack a pipeline, one file each: test/scenarios/<system>/<attack>.yml begins with `# finds: rule-id`, the rules
 * that have to name the attack in the default or strict profile. A workflow whose jobs are all switched off (`if: false`)
 * is judged in the strict profile just the same.
 */
const ROOT = path.join(import.meta.dirname, '../scenarios');

function pathOf(system: string, name: string): string {
  return system === 'github' ? `.github/workflows/${name}` : `ci/${name}`.replace(/\.yml$/, '.gitlab-ci.yml');
}

function foundIn(file: string, text: string): ReadonlySet<string> {
  const { findings } = lintText(file, text);
  return new Set(findings.filter(({ profile }) => inProfile(profile, 'strict')).map(({ ruleId }) => ruleId));
}

/** The same workflow with every job switched off. */
function switchedOff(text: string): string {
  return text.replace(/^ {4}if: .*\n/gm, '').replace(/^ {4}(?=runs-on:|uses:)/gm, '    if: false\n    ');
}

describe.each(readdirSync(ROOT))('%s', (system) => {
  test.each(readdirSync(path.join(ROOT, system)))('%s', (name) => {
    const text = readFileSync(path.join(ROOT, system, name), 'utf8');
    const expected = /^# finds: (.+)$/m.exec(text)?.[1]?.split(', ') ?? [];
    expect(expected).not.toEqual([]);
    const file = pathOf(system, name);
    expect([...foundIn(file, text)]).toEqual(expect.arrayContaining(expected));
    if (system !== 'github') return;
    const off = switchedOff(text);
    expect([...foundIn(file, off)]).toEqual(expect.arrayContaining(expected));
    const quiet = lintText(file, off, { config: { profile: 'default' } }).findings;
    expect(quiet.filter(({ ruleId }) => !/secret|key|token/.test(ruleId))).toEqual([]);
  });
});
