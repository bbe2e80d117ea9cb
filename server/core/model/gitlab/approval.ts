/** True when a list of hosts, groups and prefixes of paths names an address: whole parts, in any case. */
export function approves(allow: readonly string[], address: string): boolean {
  const whole = `${address.toLowerCase()}/`;
  return allow.some((entry) => whole.startsWith(`${entry.toLowerCase().replace(/\/+$/, '')}/`));
}
