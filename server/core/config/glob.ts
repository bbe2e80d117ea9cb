/** Braces may spell out at most this many globs. */
const MAX_ALTERNATIVES = 64;

/** Says whether a path (with `/`, from the configuration's folder) is covered by a glob. */
export type GlobMatcher = (path: string) => boolean;

/**
 * Compiles a glob as people write it into `exclude`: `*` and `?` stay inside a path segment, `**` crosses them, `[a-z]`
 * and `{a,b}` choose. A glob without `/` (or with one at its end only) matches at any depth, any other from the
 * configuration's folder. What matches a folder covers all below it.
 *
 * A matcher of our own, not a regular expression: globs come from repositories nobody has vetted, and this one takes
 * time in proportion to the glob times the path, whatever they hold.
 */
export function compileGlob(glob: string): GlobMatcher {
  const trimmed = glob.replace(/^\.?\//, '').replace(/\/+$/, '');
  const rooted = glob.startsWith('/') || glob.startsWith('./') || trimmed.includes('/');
  const patterns = expandBraces(trimmed).map((pattern) => {
    const segments = pattern.split('/').filter((segment) => segment !== '');
    // A `**` at the end asks for something below.
    if (segments.at(-1) === '**') segments.push('*');
    return rooted || segments.length === 0 ? segments : ['**', ...segments];
  });
  return (path) => {
    const segments = path.split('/');
    return patterns.some((pattern) => matchSegments(pattern, segments));
  };
}

/** True when the pattern matches the path or one of its parent folders. */
function matchSegments(pattern: readonly string[], path: readonly string[]): boolean {
  // reached[i]: the first i segments of the pattern can match what has been read of the path.
  let reached = skipStars(pattern, new Set([0]));
  for (const segment of path) {
    const next = new Set<number>();
    for (const at of reached) {
      const part = pattern[at];
      if (part === undefined) continue;
      if (part === '**') next.add(at);
      else if (matchSegment(part, segment)) next.add(at + 1);
    }
    reached = skipStars(pattern, next);
    if (reached.has(pattern.length)) return true;
    if (reached.size === 0) return false;
  }
  return false;
}

/** `**` may stand for no segment at all. */
function skipStars(pattern: readonly string[], reached: Set<number>): Set<number> {
  for (const at of reached) if (pattern[at] === '**') reached.add(at + 1);
  return reached;
}

/** Matches one segment; after a mismatch only the last `*` is tried again, which is enough and keeps it quadratic at worst. */
function matchSegment(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let starText = 0;
  while (t < text.length) {
    const step = p < pattern.length && pattern[p] !== '*' ? matchOne(pattern, p, text[t]!) : -1;
    if (step !== -1) {
      p = step;
      t++;
    } else if (pattern[p] === '*') {
      star = p++;
      starText = t;
    } else if (star !== -1) {
      p = star + 1;
      t = ++starText;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}

/** The index after the one-character pattern at `at` if it matches `char`, else -1. */
function matchOne(pattern: string, at: number, char: string): number {
  const code = pattern[at]!;
  if (code === '?') return at + 1;
  if (code === '\\' && at + 1 < pattern.length) return pattern[at + 1] === char ? at + 2 : -1;
  const end = code === '[' ? pattern.indexOf(']', at + 2) : -1;
  if (end === -1) return code === char ? at + 1 : -1;
  const negated = pattern[at + 1] === '!' || pattern[at + 1] === '^';
  return inClass(pattern.slice(at + (negated ? 2 : 1), end), char) !== negated ? end + 1 : -1;
}

function inClass(set: string, char: string): boolean {
  for (let i = 0; i < set.length; i++) {
    if (set[i + 1] === '-' && i + 2 < set.length) {
      if (char >= set[i]! && char <= set[i + 2]!) return true;
      i += 2;
    } else if (set[i] === char) return true;
  }
  return false;
}

/** Spells out `{a,b}`, innermost first; past the limit the rest is taken as it is written. */
function expandBraces(glob: string): readonly string[] {
  const done: string[] = [];
  const open = [glob];
  while (open.length > 0) {
    const pattern = open.pop()!;
    const match =
      done.length + open.length < MAX_ALTERNATIVES ? /\{([^{},]*(?:,[^{},]*)+)\}/.exec(pattern) : null;
    if (!match) {
      done.push(pattern);
      continue;
    }
    const [braces, list] = match as unknown as [string, string];
    for (const choice of list.split(',')) {
      open.push(pattern.slice(0, match.index) + choice + pattern.slice(match.index + braces.length));
    }
  }
  return done;
}
