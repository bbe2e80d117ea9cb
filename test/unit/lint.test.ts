import { describe, expect, test } from 'vitest';
import internalError from '../../rules/pipewarden/internal-error.ts';
import unusedIgnore from '../../rules/pipewarden/unused-ignore.ts';
import { DEFAULT_CONFIG } from '../../server/core/config/config.ts';
import { Document } from '../../server/core/document.ts';
import { applyFixes, settleFixes } from '../../server/core/fix.ts';
import { lint } from '../../server/core/lint.ts';
import { Registry } from '../../server/core/registry.ts';
import { type Check, defineRule, type Rule } from '../../server/core/rule.ts';
import { Source } from '../../server/core/text/source.ts';

function rule(id: string, check: Check, extra: Partial<Rule> = {}): Rule {
  return defineRule({
    id,
    summary: id,
    severity: 'medium',
    confidence: 'high',
    profile: 'default',
    owasp: ['CICD-SEC-1'],
    cwe: [],
    since: '0.1.0',
    fix: 'none',
    docs: '',
    check,
    ...extra,
  });
}

/** Reports each occurrence of a word; its fix removes it. */
const word = (id: string, text: string, extra: Partial<Rule> = {}) =>
  rule(
    id,
    {
      text(ctx, source) {
        for (let at = source.text.indexOf(text); at !== -1; at = source.text.indexOf(text, at + 1)) {
          const span = { start: at, end: at + text.length };
          ctx.report({
            span,
            message: `${text} is bad; remove it.`,
            ...(id === 'secret' && { secret: span }),
            fixes: () => [{ title: 'Remove', safety: 'safe', edits: [{ span, newText: '' }] }],
          });
        }
      },
    },
    extra,
  );

const failing = rule('failing', {
  text() {
    throw new TypeError('never shown');
  },
});

function report(text: string, rules: readonly Rule[], config = {}, excerpts = false) {
  return lint(new Document(new Source('notes.txt', text), 'text'), {
    registry: new Registry([...rules, internalError, unusedIgnore]),
    config: { ...DEFAULT_CONFIG, ...config },
    excerpts,
  });
}

test('a rule that throws yields one finding that names it, and the others run', () => {
  const { findings } = report('bad\n', [failing, word('word', 'bad')]);
  expect(findings.map((finding) => finding.ruleId)).toEqual(['internal-error', 'word']);
  expect(findings[0]!.message).toContain('`failing`');
  expect(findings[0]!.message).not.toContain('never shown');
});

test('findings are plain data', () => {
  const { findings } = report('bad\n', [word('word', 'bad')], {}, true);
  expect(structuredClone(findings)).toEqual(findings);
  expect(JSON.parse(JSON.stringify(findings))).toEqual(findings);
});

test('severity and off come from the configuration', () => {
  const rules = {
    word: { severity: 'critical' as const, options: {} },
    other: { severity: 'off' as const, options: {} },
  };
  const { findings } = report('bad\n', [word('word', 'bad'), word('other', 'bad')], { rules });
  expect(findings.map(({ ruleId, severity }) => [ruleId, severity])).toEqual([['word', 'critical']]);
});

test('a stricter profile includes the ones before it', () => {
  const rules = [word('calm', 'bad'), word('eager', 'bad', { profile: 'strict' })];
  expect(report('bad', rules).findings).toHaveLength(1);
  expect(report('bad', rules, { profile: 'audit' }).findings).toHaveLength(2);
});

test('a rule runs only where one of its hits can count, and says in its metadata where that is', () => {
  let runs = 0;
  const counting = (extra: Partial<Rule>) =>
    rule(
      'counting',
      {
        text(ctx) {
          runs++;
          ctx.report({ span: { start: 0, end: 1 }, message: 'One.', profile: 'default' });
        },
      },
      { profile: 'strict', ...extra },
    );
  expect(report('bad', [counting({})]).findings).toEqual([]);
  expect(runs).toBe(0);
  expect(report('bad', [counting({ earliest: 'default' })]).findings.map((each) => each.ruleId)).toEqual([
    'counting',
  ]);
  expect(report('bad', [counting({})], { profile: 'audit' }).findings[0]!.ruleId).toBe('internal-error');
});

describe('ignore comments', () => {
  const rules = [word('word', 'bad'), word('other', 'worse')];
  const left = (text: string) => report(text, rules).findings.filter((finding) => !finding.suppressed);

  test('on the line, with a reason', () => {
    const { findings } = report('bad # pipewarden: ignore[word] a test\nbad\n', rules);
    expect(findings.map((finding) => finding.suppressed)).toEqual([
      { by: 'comment', reason: 'a test' },
      undefined,
    ]);
  });

  test('alone on the line above, with comments between', () => {
    expect(left('# pipewarden: ignore[word]\n# more\n\nbad\n')).toEqual([]);
  });

  test('for the whole file, only at the top', () => {
    expect(left('# pipewarden: ignore-file[word] all\nx\nbad\nbad\n')).toEqual([]);
    expect(left('x\n# pipewarden: ignore-file[word]\nbad\n')).toHaveLength(1);
  });

  test('name several rules', () => {
    expect(left('bad worse # pipewarden: ignore[word, other]\n')).toEqual([]);
  });

  test('are reported when stale or misspelt, and taken out', () => {
    const text = 'good # pipewarden: ignore[word, misspelt] why\nbad # pipewarden: ignore[word, other]\n';
    const { findings } = report(text, rules);
    const stale = findings.filter((finding) => finding.ruleId === 'unused-ignore');
    expect(stale.map((finding) => text.slice(finding.range.start.offset, finding.range.end.offset))).toEqual([
      'word',
      'misspelt',
      'other',
    ]);
    const document = new Document(new Source('notes.txt', text), 'text');
    expect(applyFixes(document, stale.slice(1), 'safe').text).toBe(
      'good # pipewarden: ignore[word] why\nbad # pipewarden: ignore[word]\n',
    );
    expect(applyFixes(document, stale.slice(0, 1), 'safe').text).toContain('ignore[misspelt] why');
  });

  test('of a rule outside the profile are not stale', () => {
    const eager = word('eager', 'bad', { profile: 'strict' });
    expect(report('bad # pipewarden: ignore[eager]\n', [eager]).findings).toEqual([]);
  });
});

describe('fingerprints', () => {
  const prints = (text: string) =>
    report(text, [word('word', 'bad')]).findings.map((finding) => finding.fingerprint);

  test('survive moved lines', () => {
    expect(prints('\n\nbad\n')).toEqual(prints('bad\n'));
  });
  test('tell repeated findings apart', () => {
    const [first, second] = prints('bad bad');
    expect(first).toMatch(/^[0-9a-f]{16}$/);
    expect(first).not.toBe(second);
  });
});

describe('secrets', () => {
  const secret = word('secret', 'hunter2hunter2', { findsSecrets: true });

  test('are masked in every excerpt, also when their rule is off', () => {
    for (const severity of ['high', 'off'] as const) {
      const rules = { secret: { severity, options: {} } };
      const { findings } = report('bad hunter2hunter2 bad\n', [word('word', 'bad'), secret], { rules }, true);
      expect(findings.length).toBeGreaterThan(0);
      expect(JSON.stringify(findings)).not.toContain('hunter2hunter2');
    }
  });
});

test('a fix that would write a secret again is not offered', () => {
  const secret = word('secret', 'hunter2hunter2', { findsSecrets: true });
  const copying = rule('copying', {
    text(ctx, source) {
      const edits = [{ span: { start: 0, end: 0 }, newText: source.text }];
      ctx.report({
        span: { start: 0, end: 3 },
        message: `${source.text} is bad.`,
        fixes: () => [{ title: 'Copy', safety: 'safe', edits }],
      });
    },
  });
  const { findings } = report('bad hunter2hunter2', [secret, copying]);
  expect(JSON.stringify(findings)).not.toContain('hunter2hunter2');
  expect(findings.find((finding) => finding.ruleId === 'copying')!.fixes).toEqual([]);
});

test('fixes that overlap wait for the next pass', () => {
  const rules = [word('word', 'bad'), word('longer', 'bad thing')];
  const { findings } = report('a bad thing', rules);
  const document = new Document(new Source('notes.txt', 'a bad thing'), 'text');
  const result = applyFixes(document, findings, 'safe');
  expect(result.applied).toHaveLength(1);
  expect(result.postponed).toHaveLength(1);
});

describe('settled fixes', () => {
  const settle = (text: string, rules: readonly Rule[]) =>
    settleFixes(text, 'safe', (current) => ({
      document: new Document(new Source('notes.txt', current), 'text'),
      findings: report(current, rules).findings,
    }));

  test('go on until the text stays as it is', async () => {
    const { text, passes, isSettled } = await settle('a babadd', [word('word', 'bad')]);
    expect({ text, isSettled }).toEqual({ text: 'a ', isSettled: true });
    expect(passes.map(({ applied }) => applied.length)).toEqual([1, 1]);
  });

  test('give up on those that undo each other', async () => {
    const undo = rule('undo', {
      text(ctx, source) {
        const edits = [{ span: { start: 2, end: 2 }, newText: 'bad' }];
        const fixes = () => [{ title: 'Undo', safety: 'safe' as const, edits }];
        if (source.text === 'a ') ctx.report({ span: { start: 0, end: 1 }, message: 'Undone.', fixes });
      },
    });
    const { passes, isSettled } = await settle('a bad', [word('word', 'bad'), undo]);
    expect(isSettled).toBe(false);
    expect(passes).toHaveLength(40);
  });

  test('stop at a text of no kind', async () => {
    const settled = await settleFixes('bad', 'safe', () => undefined);
    expect(settled).toEqual({ text: 'bad', passes: [], isSettled: true });
  });
});
