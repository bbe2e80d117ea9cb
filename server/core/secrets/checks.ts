import type { Verdict } from './format.ts';

/** Shannon entropy of the characters, in bits per character. */
export function entropyOf(text: string): number {
  const counts = new Map<number, number>();
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

const PLACEHOLDER_WORDS =
  /example|placeholder|change_?me|replace|redacted|dummy|y[o0]ur[-_]?(?:api|access|secret|token|key|pat|personal|password|own)|insert[-_]|not[-_]?a[-_]?real|mytoken|(?:token|secret|key|value)[-_]?here|\.\.\.|\*\*\*|<[^<>]{0,40}>|\$\{|\{\{/i;

/** True for text that stands where a secret would stand: words such as `example`, or one character over and over. */
export function isPlaceholder(secret: string, minEntropy = 2.6): boolean {
  return PLACEHOLDER_WORDS.test(secret) || hasRun(secret) || entropyOf(secret) < minEntropy;
}

/** True when one character stands six times in a row. */
function hasRun(text: string): boolean {
  return longestSteps(text, 0) >= 6;
}

/** True for text with eight characters in the order of the alphabet or of the digits: `12345678`, `abcdefgh`. */
export function hasSequence(text: string): boolean {
  return longestSteps(text.toLowerCase(), 1) >= 8;
}

/** The length of the longest run in which each character is `step` above the one before it. */
function longestSteps(text: string, step: number): number {
  let longest = 1;
  let run = 1;
  for (let i = 1; i < text.length; i++) {
    const follows =
      text.charCodeAt(i) - text.charCodeAt(i - 1) === step ||
      (step === 1 && text[i - 1] === '9' && text[i] === '0');
    run = follows ? run + 1 : 1;
    if (run > longest) longest = run;
  }
  return longest;
}

/**
 * Classic GitHub tokens and npm tokens end in the CRC-32 of the 30 characters behind the prefix, written in base 62
 * with six digits. A wrong checksum makes the token unlikely, not impossible: other servers may not write one.
 */
export function checkBase62Crc(token: string): Verdict {
  const body = token.slice(token.indexOf('_') + 1);
  if (body.length !== 36) return 'plausible';
  return base62(crc32(body.slice(0, 30)), 6) === body.slice(30) ? 'certain' : 'unlikely';
}

/** Grafana service account tokens end in the CRC-32 of all before the last underscore, little-endian, as 8 hex digits. */
export function checkGrafanaCrc(token: string): Verdict {
  const cut = token.lastIndexOf('_');
  const crc = crc32(token.slice(0, cut));
  const swapped = ((crc & 0xff) << 24) | ((crc & 0xff00) << 8) | ((crc >>> 8) & 0xff00) | (crc >>> 24);
  return hex(swapped >>> 0) === token.slice(cut + 1).toLowerCase() ? 'certain' : 'plausible';
}

/** Atlassian tokens end in the CRC-32 of all that stands before it, as 8 hex digits. */
export function checkAtlassianCrc(token: string): Verdict {
  return hex(crc32(token.slice(0, -8))) === token.slice(-8).toLowerCase() ? 'certain' : 'plausible';
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0');
}

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

function base62(value: number, width: number): string {
  let text = '';
  for (let rest = value; rest > 0; rest = Math.floor(rest / 62)) text = BASE62[rest % 62] + text;
  return text.padStart(width, '0');
}

/** CRC-32 (IEEE) of ASCII text. */
export function crc32(text: string): number {
  let crc = 0xffffffff;
  for (let i = 0; i < text.length; i++) {
    crc ^= text.charCodeAt(i) & 255;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/**
 * An AWS secret access key has no form but 40 characters of base64: upper case, lower case and digits all occur, and
 * it is neither a hash in hexadecimal nor a path.
 */
export function checkAwsSecret(secret: string): Verdict {
  if (/EXAMPLE/i.test(secret) || /^[0-9a-f]{40}$/i.test(secret)) return 'placeholder';
  if (!/[A-Z]/.test(secret) || !/[a-z]/.test(secret) || !/\d/.test(secret)) return 'placeholder';
  if (secret.split('/').length > 6 || entropyOf(secret) < 4.1) return 'placeholder';
  return 'plausible';
}

/** A private key block is one when enough base64 stands between its lines. */
export function checkPem(block: string): Verdict {
  const body = block.slice(block.indexOf('KEY', 10));
  let length = 0;
  let sample = '';
  for (const [run] of body.matchAll(/[A-Za-z0-9+/=]{16,}/g)) {
    length += run.length;
    if (sample.length < 400) sample += run;
  }
  if (length < 28 || entropyOf(sample) < 3.5) return 'placeholder';
  return length < 64 ? 'sample' : 'plausible';
}

/** Base64 of a PEM block; public ones are no secret. */
export function checkEncodedPem(text: string): Verdict {
  return decodeBase64(text.slice(0, 88)).includes('PRIVATE KEY') ? 'plausible' : 'placeholder';
}

/** The `_auth` of an .npmrc: base64 of `user:password`. */
export function checkBasicAuth(text: string): Verdict {
  return /^[\x21-\x39\x3b-\x7e]{1,100}:[\x20-\x7e]{3,}$/.test(decodeBase64(text))
    ? 'plausible'
    : 'placeholder';
}

/** The characters that base64 (or base64url) stands for, one per byte. */
export function decodeBase64(text: string): string {
  let result = '';
  let bits = 0;
  let count = 0;
  for (const character of text) {
    const value = BASE64.indexOf(character === '-' ? '+' : character === '_' ? '/' : character);
    if (value === -1) break;
    bits = ((bits << 6) | value) & 0xffffff;
    count += 6;
    if (count >= 8) {
      count -= 8;
      result += String.fromCharCode((bits >>> count) & 255);
    }
  }
  return result;
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
