import { entropyOf, hasSequence, isPlaceholder } from './checks.ts';

/** Words at the end of a name that say: the value is a secret. */
const SECRET_WORDS = new Set([
  'password',
  'passwd',
  'pwd',
  'pass',
  'passphrase',
  'secret',
  'token',
  'apikey',
  'secretkey',
  'accesskey',
  'privatekey',
  'authtoken',
  'accesstoken',
  'pat',
]);

/** Words that make a secret of a `key` behind them. */
const KEY_WORDS = new Set(
  'api secret access private signing encryption master auth admin service deploy ssh gpg hmac jwt storage account webhook license'.split(
    ' ',
  ),
);

/** Words behind which a name says the same as before: where it is valid, which of several. */
const TRAILING =
  /^(?:prod|production|dev|development|staging|stage|test|default|value|plain|base|\d+|v\d+|key\d+)$/;

/** Every name of a secret has one of these in it, so that the words of most names need not be looked at. */
const HINT = /pass|pwd|secret|token|key|pat/i;

/** Words before which a name is a switch or names another thing: `USE_TOKEN`, `MAX_TOKEN`, `CACHE_TOKEN`. */
const OTHER_MEANING =
  /^(?:use|enable|enabled|disable|has|is|allow|require|required|skip|generate|rotate|create|no|with|public|cancellation|continuation|next|page|csrf|max|stop|eos|bos|pad|mask|id)$/;

/**
 * True for names beside which a value that is written out is a secret: the last words of the name decide, so
 * `DB_PASSWORD`, `npmToken` and `api-key` are such names; `TOKEN_URL`, `PASSWORD_FILE`, `SECRET_NAME`, `KEY_ID` and
 * `PUBLIC_KEY` are not.
 */
export function isSecretName(name: string): boolean {
  if (!HINT.test(name)) return false;
  const words = wordsOf(name);
  while (words.length > 1 && TRAILING.test(words.at(-1)!)) words.pop();
  const last = words.at(-1);
  const before = words.at(-2);
  if (last === undefined || words.length > 8 || OTHER_MEANING.test(words[0]!)) return false;
  if (before !== undefined && OTHER_MEANING.test(before)) return false;
  if (SECRET_WORDS.has(last) || /(?:password|passwd|passphrase|secret|token|apikey)$/.test(last)) return true;
  return last === 'key' && before !== undefined && KEY_WORDS.has(before);
}

/** The words of a name in snake, kebab, dotted or camel case, in lower case. */
function wordsOf(name: string): string[] {
  if (name.length > 120) return [];
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

/**
 * How much a value looks like a secret. `guessable`: a password made of the usual words, digits and marks. `weak`: a word
 * that everybody tries first, a password for tests, or what may as well be a name.
 */
export type Likeness = 'strong' | 'guessable' | 'weak' | 'none';

/** What stands for a value instead of being one: in shells, templates, pipelines and languages. */
const REFERENCE =
  /\$[A-Za-z_{([]|\{\{|%\w{1,60}%|%\(|<[^<>]{1,60}>|\[\[|<%|^__|__$|@[A-Za-z_.]{1,60}@|^[*.x#-]+$|^(?:!\w|arn:|s3:|ssm:|vault:|op:|aws:|secretsmanager|projects\/|alias\/|file:|data:|env[.:]|secrets\.|vars\.|inputs\.|github\.|var\.|local\.|module\.|process\.)/i;

/** Words that passwords are made of when they guard nothing, or are guessed first. */
const COMMON_WORDS =
  /pass(?:word|wd)?|secret|token|admin|root|guest|user|super|strong|secur|postgres|mysql|maria|mongo|redis|rabbit|oracle|mssql|docker|default|build|qwerty|letmein|hello|welcome|change|pipeline|github|gitlab|travis|runner|123\d*|abc/gi;

/** Words that say: for a test, for show. */
const TEST_WORDS =
  /test|dummy|fake|sample|demo|mock|local|example|dev|ci\b|foo|bar\b|baz|temp|todo|postgres|mysql|docker/gi;

/** What people write for a letter so that a word passes for a password. */
const LEET: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '@': 'a',
  $: 's',
};

/** Judges the literal value of a variable with a secret's name. */
export function likenessOf(name: string, value: string): Likeness {
  const text = value.trim();
  if (/BEGIN [A-Z ]{0,20}PRIVATE KEY/.test(text)) return 'strong';
  if (text.length < 3 || text.length > 4000 || /\s/.test(text) || WORDS_OF_SETTINGS.test(text)) return 'none';
  if (REFERENCE.test(text) || isPathOrAddress(text) || isPlaceholder(text, 0)) return 'none';
  if (text.toLowerCase() === name.toLowerCase() || /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/.test(text))
    return 'none';
  if (isPublishable(text)) return 'weak';
  if (hasSequence(text) || isWordy(text) || (text.length < 24 && /^[a-z]+$/i.test(text))) return 'weak';
  if (isCommon(text)) return text.length >= 8 && text.search(TEST_WORDS) === -1 ? 'guessable' : 'weak';
  return text.length >= 6 && entropyOf(text) >= 2.3 ? 'strong' : 'weak';
}

/** Tokens that may only send in: their makers say to write them out where pull requests of forks have to be tested. */
function isPublishable(text: string): boolean {
  return /^(?:chpt_|web_|phc_|pk_(?:test|live)_)[0-9A-Za-z]{8,}$/.test(text);
}

/** Values of switches and units, and numbers too short for a secret. */
const WORDS_OF_SETTINGS =
  /^(?:true|false|yes|no|on|off|none|null|undefined|seconds|minutes|hours|days|string|\d{1,6})$/i;

/** True when little is left without the usual words, in whatever spelling. */
function isCommon(text: string): boolean {
  const plain = text.replace(/[01345@$]/g, (mark) => LEET[mark]!);
  const rest = Math.min(withoutUsualWords(plain).length, withoutUsualWords(text).length);
  return rest < 4 || rest * 2 < text.length;
}

function withoutUsualWords(text: string): string {
  return text.replace(COMMON_WORDS, '').replace(TEST_WORDS, '');
}

/** True for words with separators, such as the name of a secret; at most a number at their end. */
function isWordy(text: string): boolean {
  return /^[a-z]+(?:[-_./:][a-z]+)+(?:[-_./:]?\d{1,3})?$/i.test(text);
}

function isPathOrAddress(text: string): boolean {
  return (
    /^(?:\.{0,2}|~)\/[\w.]|^[A-Za-z]:\\|^[a-z][a-z0-9+.-]{1,20}:\/\/|^[\w-]+(?:\.[\w-]+){2,}$/i.test(text) &&
    !/^eyJ/.test(text)
  );
}

/** A password in an address. */
export interface UrlPassword {
  readonly password: string;
  readonly start: number;
  readonly end: number;
  readonly likeness: Exclude<Likeness, 'none'>;
}

const URL_WITH_PASSWORD =
  /[a-z][a-z0-9+.-]{1,20}:\/\/([^\s:@/'"<>{}$]{0,100}):([^\s@/'"<>{}]{3,200})@([\w.-]{1,200})/i;

/** The password in `scheme://user:password@host`, when it is written out. */
export function urlPasswordIn(text: string): UrlPassword | undefined {
  if (!text.includes('://') || text.length > 4000) return undefined;
  const match = URL_WITH_PASSWORD.exec(text);
  if (!match) return undefined;
  const [whole, user, password, host] = match as unknown as [string, string, string, string];
  const start = match.index + whole.length - host.length - 1 - password.length;
  const likeness = password.toLowerCase() === user.toLowerCase() ? 'weak' : likenessOf('', password);
  if (likeness === 'none') return undefined;
  const isLocal =
    /^(?:localhost|127\.0\.0\.1|0\.0\.0\.0|host\.docker\.internal)$/.test(host) || /example/i.test(host);
  return { password, start, end: start + password.length, likeness: isLocal ? 'weak' : likeness };
}
