import table from '../../../rules/data/iam-actions.json';

/** The access levels of AWS's service authorization reference. */
export type AccessLevel = 'list' | 'read' | 'tagging' | 'write' | 'permissions';

export interface IamAction {
  /** As AWS writes it: `GetObject`. */
  readonly name: string;
  readonly level: AccessLevel;
  /** True when the action can be limited to resources; else only `Resource: "*"` allows it. */
  readonly hasResources: boolean;
}

/** The day the table was made. What is not in it may have come since. */
export const IAM_ACTIONS_DATE: string = table.date;

/** Type of a global condition key (`String`, `ARN`, `Bool`, `ArrayOfString`…); undefined when AWS has no such key. */
export function globalKeyType(key: string): string | undefined {
  globalKeys ??= new Map(Object.entries(table.globalKeys).map(([name, type]) => [name.toLowerCase(), type]));
  const lower = key.toLowerCase();
  const slash = lower.indexOf('/');
  return globalKeys.get(slash < 0 ? lower : lower.slice(0, slash + 1));
}

/** Names of the global condition keys, as AWS writes them. */
export function globalKeyNames(): readonly string[] {
  return Object.keys(table.globalKeys);
}

/** True for services that resource control policies work for. */
export function isRcpService(prefix: string): boolean {
  return (table.rcpServices as readonly string[]).includes(prefix);
}

const LEVELS: Readonly<Record<string, AccessLevel>> = {
  l: 'list',
  r: 'read',
  t: 'tagging',
  w: 'write',
  p: 'permissions',
};

const services = new Map<string, ReadonlyMap<string, IamAction>>();
let words: readonly string[] | undefined;
let globalKeys: ReadonlyMap<string, string> | undefined;

/** The actions of a service by their names in lower case; undefined for a prefix that AWS does not have. */
export function actionsOfService(prefix: string): ReadonlyMap<string, IamAction> | undefined {
  const key = prefix.toLowerCase();
  const known = services.get(key);
  if (known) return known;
  if (!Object.hasOwn(table.services, key)) return undefined;
  const actions = decode((table.services as Readonly<Record<string, string>>)[key]!);
  services.set(key, actions);
  return actions;
}

/** All service prefixes, in lower case. */
export function servicePrefixes(): readonly string[] {
  return Object.keys(table.services);
}

function decode(encoded: string): ReadonlyMap<string, IamAction> {
  const actions = new Map<string, IamAction>();
  for (const group of encoded.split('|')) {
    const letter = group[0]!;
    const level = LEVELS[letter.toLowerCase()] ?? 'write';
    const hasResources = letter !== letter.toLowerCase();
    for (const code of group.slice(1).split(' ')) {
      const name = decodeName(code);
      actions.set(name.toLowerCase(), { name, level, hasResources });
    }
  }
  return actions;
}

/** Codes are one or two characters that begin with no letter; letters stand for themselves. */
function decodeName(code: string): string {
  words ??= table.words.split(' ');
  let name = '';
  for (let at = 0; at < code.length; at++) {
    const char = code[at]!;
    const single = table.singles.indexOf(char);
    const lead = table.leads.indexOf(char);
    if (single >= 0) name += words[single];
    else if (lead < 0) name += char;
    else {
      const second = table.seconds.indexOf(code[++at]!);
      name += words[table.singles.length + lead * table.seconds.length + second];
    }
  }
  return name;
}
