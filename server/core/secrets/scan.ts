import { hasSequence, isPlaceholder } from './checks.ts';
import type { SecretFormat, SecretHit, Verdict } from './format.ts';
import { FORMATS } from './formats/index.ts';
import { Prefilter } from './prefilter.ts';

/** More secrets than this in one text are not told apart; nobody reads on. */
const MAX_HITS = 1000;

interface Engine {
  readonly prefilter: Prefilter;
  /** By literal: its length and the format it leads to. */
  readonly literals: readonly { readonly length: number; readonly format: SecretFormat }[];
}

let engine: Engine | undefined;

/**
 * Finds the secrets in a text, in its order, none inside another. One pass looks for the literals of all formats; only
 * where one stands is its pattern tried. Made for every text file of a tree and for every blob of a history: the time
 * is linear in the text, and nothing of the text is kept.
 */
export function scanText(text: string): SecretHit[] {
  engine ??= buildEngine(FORMATS);
  const { literals } = engine;
  const hits: SecretHit[] = [];
  engine.prefilter.scan(text, (index, end) => {
    if (hits.length >= MAX_HITS) return;
    const { length, format } = literals[index]!;
    const hit = matchAt(text, format, end - length);
    if (!hit) return;
    hits.push(hit);
    if (format.partner) hits.push(...partnersOf(text, hit, format.partner));
  });
  return withPartners(withoutOverlaps(hits));
}

function buildEngine(formats: readonly SecretFormat[]): Engine {
  const literals = formats.flatMap((format) =>
    format.literals.map((literal) => ({ literal, length: literal.length, format })),
  );
  return { prefilter: new Prefilter(literals.map(({ literal }) => literal)), literals };
}

function matchAt(text: string, format: SecretFormat, literalAt: number): SecretHit | undefined {
  const at = literalAt - (format.before ?? 0);
  if (at < 0 || (format.boundary !== false && !isBoundary(text, at))) return undefined;
  format.pattern.lastIndex = at;
  const match = format.pattern.exec(text);
  if (!match) return undefined;
  const secret = match[1] ?? match[0];
  const start = match[1] === undefined ? at : at + match[0].lastIndexOf(secret);
  return judged(format, secret, start);
}

function judged(format: SecretFormat, secret: string, start: number): SecretHit | undefined {
  const verdict = verdictOf(format, secret);
  return verdict === 'placeholder' ? undefined : { format, start, end: start + secret.length, verdict };
}

function verdictOf(format: SecretFormat, secret: string): Verdict {
  const verdict = format.check?.(secret) ?? 'plausible';
  if (verdict === 'certain' || verdict === 'placeholder') return verdict;
  // Long secrets hold any short word by chance, and what they encode may be repetitive.
  if (secret.length <= 256 && isPlaceholder(secret, format.entropy)) return 'placeholder';
  return hasSequence(secret) ? 'sample' : verdict;
}

/**
 * True when the character before `at` does not belong to the same word. An escape such as `\n` in a string may, and a
 * percent-encoded character, and the mark of a removed line in a patch.
 */
function isBoundary(text: string, at: number): boolean {
  if (at === 0) return true;
  const last = text.charCodeAt(at - 1);
  if (last === HYPHEN) return at === 1 || text.charCodeAt(at - 2) === LINE_FEED;
  if (!isWordCharacter(last)) return true;
  return text.charCodeAt(at - 2) === BACKSLASH || text.charCodeAt(at - 3) === PERCENT;
}

const LINE_FEED = 10;
const PERCENT = 37;
const HYPHEN = 45;
const BACKSLASH = 92;

function isWordCharacter(code: number): boolean {
  return (code >= 48 && code <= 57) || ((code | 32) >= 97 && (code | 32) <= 122) || code === 95;
}

function partnersOf(
  text: string,
  hit: SecretHit,
  { format, reach }: NonNullable<SecretFormat['partner']>,
): SecretHit[] {
  const from = Math.max(0, hit.start - reach);
  const near = text.slice(from, hit.end + reach);
  const found: SecretHit[] = [];
  for (const match of near.matchAll(format.pattern)) {
    const secret = match[1] ?? match[0];
    const start = from + match.index + match[0].lastIndexOf(secret);
    const partner = judged(format, secret, start);
    if (partner) found.push({ ...partner, partner: { start: hit.start, end: hit.end } });
  }
  return found;
}

/** In the order of the text; of two that overlap the longer one stays, of two at the same place the first. */
function withoutOverlaps(hits: readonly SecretHit[]): SecretHit[] {
  if (hits.length < 2) return [...hits];
  const sorted = [...hits].sort(
    (a, b) => a.start - b.start || b.end - a.end || Number(!!b.partner) - Number(!!a.partner),
  );
  const kept: SecretHit[] = [];
  for (const hit of sorted) {
    const last = kept.at(-1);
    if (!last || hit.start >= last.end) kept.push(hit);
  }
  return kept;
}

/** Both halves of a pair know each other. */
function withPartners(hits: readonly SecretHit[]): SecretHit[] {
  const partnerAt = new Map(hits.flatMap((hit) => (hit.partner ? [[hit.partner.start, hit] as const] : [])));
  return hits.map((hit) => {
    const partner = hit.format.partner && partnerAt.get(hit.start);
    return partner ? { ...hit, partner: { start: partner.start, end: partner.end } } : hit;
  });
}
