import type { Document } from '../document.ts';
import * as json from '../edit/json.ts';
import { indentUnit, insertLines, removePair, replaceScalar, replaceValue } from '../edit/yaml.ts';
import type { Fix } from '../finding.ts';
import type { Variable } from '../model/variable.ts';
import { looksLikeJson } from '../parse/json.ts';
import { isMap, type MapNode, type Pair, pairOf } from '../parse/tree.ts';
import type { TextEdit } from '../text/edit.ts';
import type { Source, Span } from '../text/source.ts';

/** Stands for the names that only the author can choose; the fixes that write it are unsafe. */
const STORE = 'build';

/**
 * The fixes that take a secret out of a variable's value, best first: where it stands decides which store the pipeline
 * can read it from. `secret` is the part of the value to replace; all of it by default.
 */
export function movesOf(document: Document, variable: Variable, secret?: Span): readonly (Fix | undefined)[] {
  const { source } = document;
  if (variable.embedded || variable.scalar?.alias || variable.pair?.merged) return [];
  const whole = !secret || coversValue(variable, secret);
  switch (variable.place) {
    case 'buildspec':
      return whole
        ? [
            intoBuildspec(source, variable, 'secrets-manager'),
            intoBuildspec(source, variable, 'parameter-store'),
          ]
        : [];
    case 'workflow-env':
    case 'workflow-with':
    case 'container-env':
      return [intoSecretsContext(source, variable, whole ? undefined : secret)];
    case 'gitlab':
      return whole ? [outOfGitlab(source, variable)] : [];
    case 'codebuild-project':
      return whole
        ? [intoProject(source, variable, 'SECRETS_MANAGER'), intoProject(source, variable, 'PARAMETER_STORE')]
        : [];
    case 'template-property':
      return whole ? [intoDynamicReference(source, variable)] : [];
    case 'template-parameter':
      return whole ? [withoutDefault(source, variable)] : [];
    default:
      // A composite action sees no secrets of its own, and a Dockerfile's `RUN` has to mount one.
      return [];
  }
}

/** True when nothing of the value but its quotes stands outside the secret. */
function coversValue({ scalar, value }: Variable, secret: Span): boolean {
  if (!scalar) return false;
  const text = scalar.map.span(0, value.length);
  return secret.start <= text.start && secret.end >= text.end;
}

/** `env.variables` → `env.secrets-manager` or `env.parameter-store` of the same specification. */
function intoBuildspec(
  source: Source,
  { name, pair, map, holder }: Variable,
  section: 'secrets-manager' | 'parameter-store',
): Fix | undefined {
  const variables = pairOf(holder, 'variables');
  if (!pair || !map || !holder || !variables || variables.value !== map || map.alias || map.anchor)
    return undefined;
  const reference = section === 'secrets-manager' ? `${STORE}/${slug(name)}:${name}` : `/${STORE}/${name}`;
  const existing = pairOf(holder, section);
  const edits =
    existing && !isMap(existing.value)
      ? []
      : looksLikeJson(source.text)
        ? moveInJson(source, { holder, map, variables, pair, section, name, reference })
        : moveInYaml(source, { holder, map, variables, pair, section, name, reference });
  const store = section === 'secrets-manager' ? 'Secrets Manager' : 'Parameter Store';
  return fixOf(`Read ${name} from ${store} (\`${reference}\`)`, edits);
}

interface BuildspecMove {
  readonly holder: MapNode;
  /** The map of `env.variables` and its pair in `holder`. */
  readonly map: MapNode;
  readonly variables: Pair;
  readonly pair: Pair;
  readonly section: string;
  readonly name: string;
  readonly reference: string;
}

function moveInYaml(source: Source, move: BuildspecMove): readonly (TextEdit | undefined)[] {
  const { holder, map, variables, pair, section, name, reference } = move;
  const target = pairOf(holder, section)?.value;
  const isOnly = map.pairs.length === 1;
  if (!target && isOnly && pair.value?.kind === 'scalar') {
    return [{ span: variables.key.span, newText: section }, replaceScalar(source, pair.value, reference)];
  }
  const entry = `${name}: ${reference}`;
  const unit = indentUnit(source);
  const inserted = isMap(target)
    ? insertLines(source, target, [entry])
    : insertLines(source, holder, [`${section}:`, `${unit}${entry}`], { before: variables });
  return [isOnly ? removePair(source, holder, variables) : removePair(source, map, pair), inserted];
}

function moveInJson(source: Source, move: BuildspecMove): readonly TextEdit[] {
  const { holder, map, variables, pair, section, name, reference } = move;
  const target = pairOf(holder, section)?.value;
  if (!target && map.pairs.length === 1) {
    return [
      { span: variables.key.span, newText: JSON.stringify(section) },
      json.replaceValue(source, pair.value!, reference),
    ];
  }
  const removed =
    map.pairs.length === 1
      ? json.removeMember(source, holder, variables)
      : json.removeMember(source, map, pair);
  const inserted = isMap(target)
    ? json.insertMember(source, target, name, reference)
    : json.insertMember(source, holder, section, { [name]: reference }, 'first');
  return [removed, inserted];
}

/** The value, or the secret in it, → `${{ secrets.NAME }}`. */
function intoSecretsContext(
  source: Source,
  { name, scalar }: Variable,
  part: Span | undefined,
): Fix | undefined {
  if (!scalar) return undefined;
  // What is left of the value says what it is; only a part of it becomes a secret.
  const secret = secretName(part ? `${name.replace(/_?(?:URL|URI|DSN)$/i, '')}_SECRET` : name);
  const expression = `\${{ secrets.${secret} }}`;
  const edit = part
    ? replacePart(source, scalar.span, part, expression)
    : replaceScalar(source, scalar, expression);
  return fixOf(`Take it from the secret ${secret}`, [edit]);
}

/** Not inside flow collections, whose braces and commas would end a plain scalar. */
function replacePart(source: Source, scalar: Span, part: Span, newText: string): TextEdit | undefined {
  const { start } = source.lineSpan(source.lineAt(scalar.start));
  if (/[[{]/.test(source.text.slice(start, scalar.start))) return undefined;
  return part.start < scalar.start || part.end > scalar.end ? undefined : { span: part, newText };
}

/** Names of secrets may not begin with `GITHUB_`, except for the token that GitHub itself gives. */
function secretName(name: string): string {
  const upper = name.toUpperCase().replace(/[^A-Z0-9_]/g, '_');
  if (upper === 'GITHUB_TOKEN') return upper;
  return upper.replace(/^GITHUB_/, 'GH_').replace(/^(?=\d)/, '_');
}

/** GitLab: the entry goes; a variable of the project's settings takes its place. */
function outOfGitlab(source: Source, { name, pair, map, holder }: Variable): Fix | undefined {
  if (!pair || !map) return undefined;
  const variables = pairOf(holder, 'variables');
  const edit =
    map.pairs.length === 1 && holder && variables?.value === map
      ? removePair(source, holder, variables)
      : variables?.value === map
        ? removePair(source, map, pair)
        : undefined;
  return fixOf(`Remove ${name} here; set it as a masked variable of the project`, [edit]);
}

/** `EnvironmentVariables`: the value names the secret, `Type` says so. */
function intoProject(
  source: Source,
  { name, scalar, pair, map }: Variable,
  type: 'SECRETS_MANAGER' | 'PARAMETER_STORE',
): Fix | undefined {
  if (!scalar || !pair || !map) return undefined;
  const reference = type === 'SECRETS_MANAGER' ? `${STORE}/${slug(name)}:${name}` : `/${STORE}/${name}`;
  const typePair = pairOf(map, 'Type');
  const store = type === 'SECRETS_MANAGER' ? 'Secrets Manager' : 'Parameter Store';
  const typeEdit = looksLikeJson(source.text)
    ? typePair?.value
      ? json.replaceValue(source, typePair.value, type)
      : json.insertMember(source, map, 'Type', type)
    : typePair
      ? replaceValue(source, typePair, type)
      : insertLines(source, map, [`Type: ${type}`], { after: pair });
  return fixOf(`Read ${name} from ${store} (\`${reference}\`)`, [
    replaceScalar(source, scalar, reference),
    typeEdit,
  ]);
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html */
function intoDynamicReference(source: Source, { name, scalar }: Variable): Fix | undefined {
  if (!scalar) return undefined;
  const reference = `{{resolve:secretsmanager:${STORE}/${slug(name)}:SecretString:${name}}}`;
  return fixOf(`Resolve ${name} from Secrets Manager`, [replaceScalar(source, scalar, reference)]);
}

function withoutDefault(source: Source, { name, pair, map }: Variable): Fix | undefined {
  if (!pair || !map) return undefined;
  const edit = looksLikeJson(source.text)
    ? json.removeMember(source, map, pair)
    : removePair(source, map, pair);
  return fixOf(`Remove the default, so that ${name} has to be given`, [edit]);
}

/** `DB_PASSWORD` → `db-password`. */
function slug(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

/** A fix of these edits, when each of them could be made. */
function fixOf(title: string, edits: readonly (TextEdit | undefined)[]): Fix | undefined {
  const made = edits.filter((edit) => edit !== undefined);
  return made.length > 0 && made.length === edits.length
    ? { title, safety: 'unsafe', edits: made }
    : undefined;
}
