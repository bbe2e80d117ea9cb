/** A field of a cron line: its name, its least and greatest value, and names that stand for values. */
interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly names?: readonly string[];
}

const FIELDS: readonly Field[] = [
  { name: 'minute', least: 0, most: 59 },
  { name: 'hour', least: 0, most: 23 },
  { name: 'day of the month', least: 1, most: 31 },
  {
    name: 'month',
    least: 1,
    most: 12,
    names: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
  },
  { name: 'day of the week', least: 0, most: 7, names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
];

/** What is wrong with a POSIX cron line; undefined when GitHub takes it. GitHub Actions, "schedule". */
export function cronProblem(line: string): string | undefined {
  const parts = line.trim().split(/\s+/);
  if (line.trim().startsWith('@')) return 'GitHub knows no names such as `@daily` for schedules';
  if (parts.length !== FIELDS.length) return `a schedule has 5 fields, and this has ${parts.length}`;
  for (const [i, field] of FIELDS.entries()) {
    if (!valuesOf(parts[i]!, field))
      return `this cannot be read as ${field.name} (${field.least} to ${field.most})`;
  }
  return undefined;
}

/** The least minutes between two runs within an hour; 60 where there is one run an hour. */
export function leastMinutes(line: string): number {
  const minutes = [...(valuesOf(line.trim().split(/\s+/)[0]!, FIELDS[0]!) ?? [])].sort((a, b) => a - b);
  let least = 60;
  for (let i = 1; i < minutes.length; i++) least = Math.min(least, minutes[i]! - minutes[i - 1]!);
  return least;
}

function valuesOf(text: string, field: Field): ReadonlySet<number> | undefined {
  const values = new Set<number>();
  for (const part of text.split(',')) {
    const [range = '', step, ...more] = part.split('/');
    if (more.length > 0) return undefined;
    const by = step === undefined ? 1 : numberOf(step);
    const [from = '', to, ...others] = range.split('-');
    if (by === undefined || by < 1 || others.length > 0) return undefined;
    const first = range === '*' ? field.least : valueIn(from, field);
    const single = to === undefined && step === undefined && range !== '*';
    const last = to !== undefined ? valueIn(to, field) : single ? first : field.most;
    if (first === undefined || last === undefined || first > last) return undefined;
    for (let value = first; value <= last; value += by) values.add(value);
  }
  return values;
}

function valueIn(text: string, field: Field): number | undefined {
  const named = field.names?.indexOf(text.toLowerCase()) ?? -1;
  if (named !== -1) return named + field.least;
  const value = numberOf(text);
  return value !== undefined && value >= field.least && value <= field.most ? value : undefined;
}

function numberOf(text: string): number | undefined {
  return /^\d{1,4}$/.test(text) ? Number(text) : undefined;
}
