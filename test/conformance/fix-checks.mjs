// What a fix may never do to a file, whatever it mends.
import { CST, Lexer, parseAllDocuments } from 'yaml';

/**
 * What is wrong with the text after fixes, in words; empty when it is sound. `engine` parses, `kind` says how. Comments,
 * anchors and line ends are compared as text.
 */
export function damageOf(engine, { file, kind }, before, after) {
  const { Document, Source, services } = engine;
  const problems = (text) => new Document(new Source(file, text), kind, services).tree.problems.length;
  const damage = [];
  if (problems(after) > problems(before)) damage.push('no longer parses');
  if (isYaml(file)) {
    if (yamlErrors(after) > yamlErrors(before)) damage.push('no longer parses for another parser');
    const [old, now] = [marksOf(before), marksOf(after)];
    for (const kindOfMark of ['comment', 'anchor', 'alias']) {
      const lost = missingFrom(now[kindOfMark], old[kindOfMark]);
      // What a pinned commit is called may be corrected, but not dropped.
      if (
        lost.every(isVersion) &&
        now.comment.filter(isVersion).length >= old.comment.filter(isVersion).length
      )
        continue;
      if (lost.length > 0) damage.push(`lost the ${kindOfMark} ${JSON.stringify(lost[0])}`);
    }
  } else {
    const lost = missingFrom(lineComments(after), lineComments(before));
    if (lost.length > 0) damage.push(`lost the comment ${JSON.stringify(lost[0])}`);
  }
  if (before.charCodeAt(0) === 0xfeff && after.charCodeAt(0) !== 0xfeff) damage.push('lost the BOM');
  if (before.endsWith('\n') !== after.endsWith('\n')) damage.push('another end of the last line');
  if (!/(?:^|[^\r])\n/.test(before) && /(?:^|[^\r])\n/.test(after) && before.includes('\n'))
    damage.push('mixes line ends');
  if (!before.includes('\r') && after.includes('\r')) damage.push('brings carriage returns');
  return damage;
}

/** How often each rule reports in a text, in any profile. */
export function countByRule({ lintText }, file, text) {
  const counts = new Map();
  for (const { ruleId, suppressed } of lintText(file, text).findings)
    if (!suppressed) counts.set(ruleId, (counts.get(ruleId) ?? 0) + 1);
  return counts;
}

/** The rules that report more often than before. */
export function gained(before, after) {
  return [...after].filter(([rule, count]) => count > (before.get(rule) ?? 0)).map(([rule]) => rule);
}

/** True for the comment behind a commit that says its version: `# v4.2.2`, `# tag=v3`. */
function isVersion(comment) {
  return /^#\s*(?:tag\s*[=:]\s*)?v?\d+(?:\.\d+)*\b[^\s]*$/.test(comment);
}

function isYaml(file) {
  return /\.ya?ml$/i.test(file);
}

function yamlErrors(text) {
  return parseAllDocuments(text, { logLevel: 'silent' }).reduce((sum, { errors }) => sum + errors.length, 0);
}

/** The comments (in scripts, too), anchors and aliases of a YAML text, as they are written. */
function marksOf(text) {
  const marks = { comment: [], anchor: [], alias: [] };
  for (const token of new Lexer().lex(text)) {
    const type = CST.tokenType(token);
    if (type in marks) marks[type].push(token.trim());
    // The text of a block scalar comes as one token that is of no type of its own.
    else if (type === 'scalar' || type === null || token.includes('\n'))
      marks.comment.push(...lineComments(token));
  }
  return marks;
}

/** The lines that are comments in a script. What the runner replaces in one (`${{ … }}`) is no comment to it. */
function lineComments(text) {
  return [...text.matchAll(/^[ \t]*(#[^\r\n]*)/gm)]
    .map((match) => match[1].trim())
    .filter((comment) => !comment.includes('${{'));
}

/** The items of `wanted` that are not in `given`, as often as they are missing. */
function missingFrom(given, wanted) {
  const left = new Map();
  for (const item of given) left.set(item, (left.get(item) ?? 0) + 1);
  return wanted.filter((item) => {
    const count = left.get(item) ?? 0;
    left.set(item, count - 1);
    return count <= 0;
  });
}
