import type { Command, Stretch, Word } from '../shell.ts';

/** An option as it was used: `-p x`, `-px`, `--password x`, `--password=x`. */
export interface OptionUse extends Stretch {
  readonly name: string;
  /** The word that holds the value; undefined for an option without one. */
  readonly word: Word | undefined;
  /** The value without `--name=`. */
  readonly value: string;
}

/**
 * The uses of the options `names` among the arguments. Those in `flags` take no value, so `--privileged x` leaves `x`
 * alone; `-p=x` is read like `--p=x`.
 */
export function optionsOf(
  args: readonly Word[],
  names: readonly string[],
  flags: readonly string[] = [],
): readonly OptionUse[] {
  const found: OptionUse[] = [];
  for (let i = 0; i < args.length; i++) {
    const word = args[i]!;
    const { text, from, to } = word;
    if (text === '--') break;
    if (!text.startsWith('-')) continue;
    const equals = text.indexOf('=');
    const name = equals === -1 ? text : text.slice(0, equals);
    if (names.includes(name)) {
      const next = args[i + 1];
      if (equals !== -1) found.push({ name, word, value: text.slice(equals + 1), from, to });
      else if (flags.includes(name) || !next) found.push({ name, word: undefined, value: '', from, to });
      else {
        found.push({ name, word: next, value: next.text, from, to: next.to });
        i++;
      }
      continue;
    }
    // `-pSECRET`: a short option with its value in one word.
    const short = /^-[A-Za-z]/.test(text) ? text.slice(0, 2) : '';
    if (short && text.length > 2 && names.includes(short) && !flags.includes(short))
      found.push({ name: short, word, value: text.slice(2), from, to });
  }
  return found;
}

/**
 * The word that switches a flag on: `--insecure`, or the letter in a cluster (`-sSk`). `valued` holds the letters that
 * take a value, behind which a cluster ends (`-ok` writes to the file `k`).
 */
export function flagOf(
  args: readonly Word[],
  long: readonly string[],
  letter = '',
  valued = '',
): Word | undefined {
  return args.find(({ text }) => {
    if (long.includes(text)) return true;
    if (!letter || !/^-[A-Za-z]/.test(text)) return false;
    for (const char of text.slice(1)) {
      if (char === letter) return true;
      if (valued.includes(char) || !/[A-Za-z0-9]/.test(char)) return false;
    }
    return false;
  });
}

/** The arguments that are no options; a value behind an option in `valued` is none either. */
export function operandsOf(args: readonly Word[], valued: readonly string[] = []): readonly Word[] {
  const operands: Word[] = [];
  for (let i = 0; i < args.length; i++) {
    const { text } = args[i]!;
    if (text === '--') return [...operands, ...args.slice(i + 1)];
    if (!text.startsWith('-') || text === '-') operands.push(args[i]!);
    else if (valued.includes(text)) i++;
  }
  return operands;
}

/** The stretch from the first to the last of several. */
export function cover(first: Stretch, ...others: readonly Stretch[]): Stretch {
  const all = [first, ...others];
  return { from: Math.min(...all.map(({ from }) => from)), to: Math.max(...all.map(({ to }) => to)) };
}

/** Everything that is piped into `command`, from near to far; pipes within substitutions of `echo` not included. */
export function upstream(command: Command): readonly Command[] {
  const found = new Set<Command>(command.pipedFrom);
  // A set may grow while it is walked.
  for (const before of found) for (const further of before.pipedFrom) found.add(further);
  return [...found];
}

/** The commands in the substitutions of a word. */
export function substitutedIn(word: Word | undefined, kind?: 'command' | 'process'): readonly Command[] {
  return (word?.pieces ?? []).flatMap((piece) =>
    (piece.kind === 'command' || piece.kind === 'process') && (!kind || piece.kind === kind)
      ? piece.commands
      : [],
  );
}

const DOWNLOADERS = new Set([
  'curl',
  'wget',
  'fetch',
  'aria2c',
  'iwr',
  'irm',
  'Invoke-WebRequest',
  'Invoke-RestMethod',
]);

/** True for commands that fetch what an address names. */
export function isDownload({ name }: Command): boolean {
  return DOWNLOADERS.has(name);
}

/** The words of a download that hold an address. */
export function addressesOf(command: Command): readonly Word[] {
  return command.args.filter(({ text }) => /^(?:--?[\w-]+=)?[a-z][a-z0-9+.-]*:\/\//i.test(text));
}

/** True when the address is on the machine itself; what is only in the same network can still be impersonated. */
export function isLocalAddress(address: string): boolean {
  return /^(?:[a-z]+:\/\/)?(?:localhost|127\.\d+\.\d+\.\d+|\[::1\]|0\.0\.0\.0|169\.254\.\d+\.\d+)(?:[:/?]|$)/i.test(
    address,
  );
}

/** True when the address names one unchangeable content: a commit of a Git host, a digest. */
export function isImmutableAddress(address: string): boolean {
  return /[/@=:-][0-9a-f]{40}(?:[0-9a-f]{24})?(?:[/?#.]|$)/i.test(address);
}

const CHECKSUMS =
  /^(?:(?:sha(?:1|224|256|384|512)|md5|b2)sum|shasum|gpgv?2?|cosign|minisign|signify|Get-FileHash)$/;

/** True for commands that compare a file with a checksum or a signature. */
export function isIntegrityCheck(command: Command): boolean {
  return (
    CHECKSUMS.test(command.name) ||
    (command.name === 'openssl' && command.args.some(({ text }) => /^(?:dgst|sha\d+)$/.test(text))) ||
    command.name === 'slsa-verifier' ||
    (command.name === 'gh' && command.args[0]?.text === 'attestation')
  );
}

/** True when what the command prints ends up in the log: not in a file, a variable or another program. */
export function reachesLog(command: Command): boolean {
  for (let at: Command | undefined = command; at; at = at.parent)
    if (at.place === 'substitution' || at.place === 'process') return false;
  return (
    command.pipedTo.every(({ name }) => /^(?:sort|tee|cat|nl|less|more|column|head|tail)$/.test(name)) &&
    command.redirects.every(
      ({ operator, target }) =>
        !operator.includes('>') || /^(?:&?[12]|\/dev\/(?:stdout|stderr|tty))$/.test(target?.text ?? ''),
    )
  );
}
