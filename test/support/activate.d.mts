/** Milliseconds of processor time, and the modules that the bundle asked for. */
export function activate(bundle: string): { milliseconds: number; asked: readonly string[] };
