import { describe, expect, test } from 'vitest';
import {
  crc32,
  decodeBase64,
  entropyOf,
  hasSequence,
  isPlaceholder,
} from '../../../server/core/secrets/checks.ts';
import { FORMATS } from '../../../server/core/secrets/formats/index.ts';
import { Prefilter } from '../../../server/core/secrets/prefilter.ts';
import { scanText } from '../../../server/core/secrets/scan.ts';
import { isSecretName, likenessOf, urlPasswordIn } from '../../../server/core/secrets/value.ts';

function found(literals: readonly string[], text: string): string[] {
  const seen: string[] = [];
  new Prefilter(literals).scan(text, (index, end) => seen.push(`${literals[index]}@${end}`));
  return seen;
}

describe('the prefilter', () => {
  test('finds literals that overlap, nest and repeat, in any case', () => {
    expect(found(['she', 'he', 'hers', 'h'], 'uSHErs')).toEqual(['h@3', 'she@4', 'he@4', 'hers@6']);
    expect(found(['aa', 'aaa'], 'aaaa')).toEqual(['aa@2', 'aaa@3', 'aa@3', 'aaa@4', 'aa@4']);
    expect(found(['ab', 'ab'], 'xab')).toEqual(['ab@3', 'ab@3']);
  });
  test('finds nothing where nothing is, and reads any character', () => {
    expect(found(['token'], '')).toEqual([]);
    expect(found(['token'], 'toke\u{1f511}n tok\u0165en')).toEqual([]);
    expect(found(['token'], '\u{1f511}token')).toEqual(['token@7']);
  });
  test('agrees with a plain search', () => {
    const literals = ['ab', 'bab', 'abba', 'b-', '-a', 'aab'];
    const text = Array.from({ length: 3000 }, (_, i) => 'ab-A'[(i * i * 7 + i) % 4]).join('');
    const plain = literals.flatMap((literal) => {
      const ends: string[] = [];
      const folded = text.toLowerCase();
      for (let at = folded.indexOf(literal); at !== -1; at = folded.indexOf(literal, at + 1))
        ends.push(`${literal}@${at + literal.length}`);
      return ends;
    });
    expect(found(literals, text).sort()).toEqual(plain.sort());
  });
});

describe('the table of formats', () => {
  test('has one entry per id, with sticky patterns and literals that the pattern can hold', () => {
    const ids = FORMATS.map((format) => format.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { id, pattern, literals } of FORMATS) {
      expect(pattern.sticky, id).toBe(true);
      expect(literals.length, id).toBeGreaterThan(0);
      for (const literal of literals) expect(literal, id).toMatch(/^[\x20-\x7e]{2,}$/);
    }
  });
});

const BODY = 'PipewardenNotReal8lhZ6bQvT2sKd0YwXr3';
const TOKEN = `npm${'_'}${BODY}`;
const at = (text: string) => scanText(text).map(({ start, end }) => text.slice(start, end));

describe('scanText', () => {
  test('wants a token to stand alone', () => {
    for (const text of [
      TOKEN,
      `"${TOKEN}"`,
      `(${TOKEN}),`,
      `=${TOKEN}&x`,
      `\\n${TOKEN}\\n`,
      `%3D${TOKEN}`,
      `a\n-${TOKEN}`,
    ])
      expect(at(text), text).toEqual([TOKEN]);
    for (const text of [`x${TOKEN}`, `${TOKEN}x`, `a_${TOKEN}`, `a-${TOKEN}`])
      expect(at(text), text).toEqual([]);
  });
  test('leaves placeholders alone', () => {
    for (const body of ['x'.repeat(36), `${'Example'.padEnd(36, 'aB3dE5')}`, 'AAAAAA'.padEnd(36, 'q7Z2k9w4')])
      expect(at(`npm${'_'}${body}`), body).toEqual([]);
  });
  test('knows a checksum that holds from one that does not', () => {
    const body = BODY.slice(0, 30);
    const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
    let sum = '';
    for (let rest = crc32(body); rest > 0; rest = Math.floor(rest / 62)) sum = digits[rest % 62] + sum;
    expect(scanText(`gh${'p_'}${body}${sum.padStart(6, '0')}`)[0]?.verdict).toBe('certain');
    expect(scanText(`gh${'p_'}${BODY}`)[0]?.verdict).toBe('unlikely');
    expect(scanText(`gh${'p_'}abcdefgh1${BODY.slice(9)}`)[0]?.verdict).toBe('sample');
  });
  test('joins the halves of a pair', () => {
    const id = `AK${'IA'}Q7WZK2LMXR4TVB6N`;
    const secret = 'Pipewarden/Not/Real+w7Kq2LmZx9Rt4Vb1Ns6D';
    const text = `${id}\nother\n${secret}\n`;
    expect(scanText(text).map((hit) => [text.slice(hit.start, hit.end), hit.partner?.start])).toEqual([
      [id, text.indexOf(secret)],
      [secret, 0],
    ]);
    expect(at(secret)).toEqual([]);
  });
  test('is quick on text made to slow it down', () => {
    const prefixes = FORMATS.flatMap((format) => format.literals);
    const lines = [
      'a',
      '\n',
      'A1',
      '-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n',
      '-----BEGIN PRIVATE KEY-----',
      'secret_access_key = ',
      'https://a:b@',
      `AK${'IA'}Q7WZK2LMXR4TVB6N `,
      ...prefixes,
      ...prefixes.map((prefix) => ` ${prefix}aA1`),
      ...prefixes.map((prefix) => `\n${prefix}${'aB3'.repeat(9)}.`),
    ];
    for (const line of lines) {
      const text = line.repeat(Math.ceil(200_000 / line.length));
      const start = performance.now();
      scanText(text);
      // A quadratic step would take minutes; the bound leaves room for a slow machine.
      expect(performance.now() - start, JSON.stringify(line)).toBeLessThan(1500);
    }
  }, 120_000);
});

describe('checks', () => {
  test('entropy, sequences and placeholders', () => {
    expect(entropyOf('aaaa')).toBe(0);
    expect(entropyOf('abcd')).toBe(2);
    expect(hasSequence('x12345678')).toBe(true);
    expect(hasSequence('x1234567')).toBe(false);
    expect(isPlaceholder('<your-token>', 0)).toBe(true);
    expect(isPlaceholder('YOUR_API_KEY', 0)).toBe(true);
    expect(isPlaceholder('q7Z2k9w4', 0)).toBe(false);
  });
  test('base64', () => {
    expect(decodeBase64('dXNlcjpwYXNz')).toBe('user:pass');
    expect(decodeBase64('-_8=')).toBe('\xfb\xff');
    expect(decodeBase64('?')).toBe('');
  });
});

describe('names and values', () => {
  test.each(
    'PASSWORD DB_PASSWORD dbPassword PGPASSWORD MYSQL_PWD NPM_TOKEN npmAuthToken api-key API_KEY apikey client_secret SECRET_KEY SECRET_KEY_BASE SIGNING_KEY TOKEN GH_PAT PASSWORD_PROD private.key MasterUserPassword'.split(
      ' ',
    ),
  )('%s names a secret', (name) => expect(isSecretName(name)).toBe(true));
  test.each(
    'TOKEN_URL PASSWORD_FILE SECRET_NAME SECRET_ARN KEY_ID AWS_ACCESS_KEY_ID cache-key PUBLIC_KEY SORT_KEY TOKEN_TTL USE_TOKEN MAX_TOKENS TOKENIZER PATH COMPASS NEXT_TOKEN csrf-token id-token'.split(
      ' ',
    ),
  )('%s does not', (name) => expect(isSecretName(name)).toBe(false));
  test.each([
    ['xK9#notReal!rT4v', 'strong'],
    ['q7notRealZ4k2w9', 'strong'],
    ['hunter2', 'strong'],
    ['SuperSecret123!', 'guessable'],
    ['P4ssw0rd', 'guessable'],
    ['postgres', 'weak'],
    ['test-password', 'weak'],
    ['github-actions', 'weak'],
    ['fbAppSecret', 'weak'],
    ['test1234', 'weak'],
    ['', 'none'],
    ['true', 'none'],
    ['3600', 'none'],
    ['$TOKEN', 'none'],
    ['${{ secrets.TOKEN }}', 'none'],
    ['{{resolve:ssm:x}}', 'none'],
    ['/run/secrets/token', 'none'],
    ['https://login.internal/', 'none'],
    ['arn:aws:secretsmanager:eu-west-1:111122223333:secret:x', 'none'],
    ['<token>', 'none'],
    ['changeme', 'none'],
    ['MY_SECRET_NAME', 'none'],
  ])('%s is %s', (value, likeness) => expect(likenessOf('TOKEN', value)).toBe(likeness));
  test.each([
    ['postgres://app:q7notRealZ4@db.internal/app', 'q7notRealZ4', 'strong'],
    ['redis://:q7notRealZ4@cache:6379', 'q7notRealZ4', 'strong'],
    ['postgres://postgres:postgres@localhost/app', 'postgres', 'weak'],
    ['postgres://app:q7notRealZ4@localhost/app', 'q7notRealZ4', 'weak'],
  ])('%s holds a password', (value, password, likeness) => {
    const url = urlPasswordIn(value)!;
    expect(value.slice(url.start, url.end)).toBe(password);
    expect(url.likeness).toBe(likeness);
  });
  test.each([
    'https://host/path',
    'https://user@host/',
    'https://a:$PASS@host',
    'https://a:${X}@host',
    'a:b@c',
  ])('%s holds none', (value) => expect(urlPasswordIn(value)).toBeUndefined());
});
