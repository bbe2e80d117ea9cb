import { describe, expect, test } from 'vitest';
import { rules } from '../../rules/registry.generated.ts';
import { Registry } from '../../server/core/registry.ts';
import { lintText } from '../support/lint.ts';
import { EXAMPLE, onlineFacts } from '../support/online.ts';

const WITHOUT_EXAMPLE = new Set(['internal-error']);
const registry = new Registry(rules);

/** The fenced blocks of a rule's documentation that are tagged: `bad <path>`, `good <path>`, `with <path>`. */
function examples(docs: string): { verdict: string; path: string; text: string }[] {
  return [...docs.matchAll(/^```\w* (bad|good|with) (\S+)\n([\s\S]*?)^```$/gm)].map((match) => ({
    verdict: match[1]!,
    path: match[2]!,
    text: match[3]!,
  }));
}

describe.each(rules.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  test('is described in the agreed form', () => {
    expect(id).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
    expect(id).not.toMatch(/^no-/);
    expect(rule.summary).not.toMatch(/\.$/);
    expect(rule.summary.length).toBeLessThanOrEqual(90);
    expect(rule.docs).toContain('## What it does');
    expect(rule.docs).toContain('## Why is this bad?');
    expect(rule.owasp.length).toBeGreaterThan(0);
    expect(registry.get(id)).toBe(rule);
  });

  if (WITHOUT_EXAMPLE.has(id)) return;

  test('has examples that behave as they say', () => {
    const found = examples(rule.docs);
    expect(found.map((example) => example.verdict)).toContain('bad');
    expect(found.map((example) => example.verdict)).toContain('good');
    // What is tagged `with` lies beside each of the others.
    const beside = found.filter(({ verdict }) => verdict === 'with').map(({ path, text }) => [path, text]);
    const files = Object.fromEntries(beside);
    for (const { verdict, path, text } of found) {
      const only = id === 'unused-ignore' ? undefined : id;
      const hits = lintText(path, text, {
        ...(only && { only }),
        ...(beside.length > 0 && { files }),
        ...(rule.online === 'only' && { online: onlineFacts(EXAMPLE) }),
      }).findings.filter((finding) => finding.ruleId === id);
      if (verdict === 'bad') expect(hits.length, text).toBeGreaterThan(0);
      else expect(hits, text).toEqual([]);
      for (const { message } of hits) {
        expect(message).not.toMatch(/[\r\n]|https?:\/\//);
        expect(message).not.toContain(id);
        expect(message.length, message).toBeLessThanOrEqual(160);
      }
    }
  });
});
