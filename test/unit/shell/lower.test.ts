import { describe, expect, test } from 'vitest';
import { Document } from '../../../server/core/document.ts';
import type { Command, Script, Word } from '../../../server/core/parse/shell.ts';
import { Source } from '../../../server/core/text/source.ts';
import { services } from '../../support/lint.ts';

function scriptOf(text: string): Script {
  return new Document(new Source('a.sh', text), 'shell', services).facet('script')[0]!;
}

function commandsOf(text: string): readonly Command[] {
  return scriptOf(text).commands;
}

/** A command as one line: wrappers, name and arguments. */
function show(command: Command): string {
  const wrappers = command.wrappers.map((name) => `(${name}) `).join('');
  return `${wrappers}${command.name || '?'} ${command.args.map((word) => word.text).join(' ')}`.trim();
}

function shown(text: string): string[] {
  return commandsOf(text).map(show);
}

function kinds(word: Word | undefined): string[] {
  return (word?.pieces ?? []).map((piece) => `${piece.kind}/${piece.quote}:${piece.text}`);
}

describe('commands', () => {
  test('are listed in the order of the text, those in bodies too', () => {
    expect(
      shown('if [ -f x ]; then a; else b; fi\nf() { c; }\nfor i in 1 $X; do d $i; done\nwhile e; do g; done'),
    ).toEqual(['[ -f x', 'a', 'b', 'c', 'for 1 $X', 'd $i', 'e', 'g']);
  });

  test('lose their path and their wrappers', () => {
    expect(
      shown('sudo -u root -E env A=b /usr/bin/curl -k x\ntimeout -k 5 10 make\nenv\nnohup sh x &'),
    ).toEqual(['(sudo) (env) curl -k x', '(timeout) make', 'env', '(nohup) sh x']);
    expect(commandsOf('sudo A=1 env B="$x" make')[0]!.assignments.map(({ name }) => name)).toEqual([
      'A',
      'B',
    ]);
  });

  test('know their pipes', () => {
    const [curl, tee, bash] = commandsOf('curl x | sudo tee f | bash -s');
    expect(curl!.pipedTo).toEqual([tee]);
    expect(bash!.pipedFrom).toEqual([tee]);
    expect(tee!.wrappers).toEqual(['sudo']);
    const [first, , shell] = commandsOf('(curl x; echo) | sh');
    expect(shell!.pipedFrom.map(show)).toEqual(['curl x', 'echo']);
    expect(first!.pipedTo.map(show)).toEqual(['sh']);
  });

  test('know what runs when they fail', () => {
    const [a, b] = commandsOf('a && b || true');
    expect([a, b].map((command) => command!.fallback.map(show))).toEqual([['true'], ['true']]);
    expect(commandsOf('a; b || true')[0]!.fallback).toEqual([]);
  });

  test('inside substitutions know their parent', () => {
    const [bash, curl] = commandsOf('bash <(curl -s x)');
    expect(show(curl!)).toBe('curl -s x');
    expect(curl!.parent).toBe(bash);
    expect(curl!.place).toBe('process');
    const [, date] = commandsOf('echo "at `date`"');
    expect([show(date!), date!.place]).toEqual(['date', 'substitution']);
    expect(shown('echo ${A:-$(whoami)}')).toEqual(['echo ${A:-$(whoami)}', 'whoami']);
  });

  test('inside scripts of other commands stand at their place', () => {
    const text = `x\nbash -lc "echo \\"a b\\" && rm -rf $DIR" y\nsh -c 'curl z | sh'`;
    const script = scriptOf(text);
    expect(script.commands.map(show)).toEqual([
      'x',
      'bash -lc echo "a b" && rm -rf $DIR y',
      'echo a b',
      'rm -rf $DIR',
      'sh -c curl z | sh',
      'curl z',
      'sh',
    ]);
    const rm = script.commands[3]!;
    expect(text.slice(rm.from, rm.to)).toBe('rm -rf $DIR');
    expect(text.slice(rm.args[1]!.from, rm.args[1]!.to)).toBe('$DIR');
    expect(rm.place).toBe('script');
    expect(shown('ssh h bash <<EOF\nls $X\nEOF\nbash <<EOF\nls $X\nEOF')).toEqual([
      'ssh h bash',
      'bash',
      'ls $X',
    ]);
  });

  test('of a text that breaks off are found', () => {
    expect(shown('if [ x ]; then\n  curl x | sh\n')).toContain('curl x');
    expect(shown('curl x | sh\nfoo "abc')).toContain('curl x');
  });
});

describe('words', () => {
  test('keep their quoting and decode their text', () => {
    const [command] = commandsOf(`c 'a b'"c $X"d\\ e \${Y:-z}`);
    expect(command!.args[0]!.text).toBe('a bc $Xd e');
    expect(kinds(command!.args[0])).toEqual([
      'literal/single:a b',
      'literal/double:c ',
      'variable/double:$X',
      'literal/none:d e',
    ]);
    expect(kinds(command!.args[1])).toEqual(['variable/none:${Y:-z}']);
    expect(command!.args[1]!.pieces[0]).toMatchObject({ name: 'Y', operation: ':-z' });
  });

  test('are cut at interpolations', () => {
    const text = "echo \"a ${{ github.event.x }} b\" ${{ c }}/$[[ inputs.d ]] '${{ e || '}}' }}'";
    const [command] = commandsOf(text);
    expect(kinds(command!.args[0])).toEqual([
      'literal/double:a ',
      'interpolation/double:${{ github.event.x }}',
      'literal/double: b',
    ]);
    expect(kinds(command!.args[1])).toEqual([
      'interpolation/none:${{ c }}',
      'literal/none:/',
      'interpolation/none:$[[ inputs.d ]]',
    ]);
    expect(kinds(command!.args[2])).toEqual(["interpolation/single:${{ e || '}}' }}"]);
    expect(commandsOf('${{ x }} y')[0]!.name).toBe('');
  });

  test('of redirections belong to the last command', () => {
    const files = (text: string) =>
      commandsOf(text).map(({ name, redirects }) => [name, ...redirects.map(({ target }) => target?.text)]);
    expect(files('a > x && b > y')).toEqual([
      ['a', 'x'],
      ['b', 'y'],
    ]);
    expect(files('a | b > y')).toEqual([['a'], ['b', 'y']]);
    expect(files('{ a; b; } > y')).toEqual([
      ['a', 'y'],
      ['b', 'y'],
    ]);
    expect(shown('cd x && bash <<EOF\nls\nEOF\n')).toEqual(['cd x', 'bash', 'ls']);
  });

  test('behind a redirection are arguments', () => {
    const [command] = commandsOf('cmd 2> /dev/null a b > out');
    expect(show(command!)).toBe('cmd a b');
    expect(command!.redirects.map(({ operator, target }) => `${operator}${target?.text}`)).toEqual([
      '>/dev/null',
      '>out',
    ]);
  });
});

describe('assignments', () => {
  test('stand before a command, alone, and in declarations', () => {
    const commands = commandsOf('A=1 b\nC="x $D"\nexport E=f G\narr=(1 "$H")');
    expect(commands.map(({ kind }) => kind)).toEqual(['simple', 'assignment', 'declaration', 'assignment']);
    expect(
      commands.flatMap(({ assignments }) => assignments.map((a) => `${a.name}=${a.value?.text}`)),
    ).toEqual(['A=1', 'C=x $D', 'E=f', 'G=undefined', 'arr=undefined']);
  });
});

describe('here-documents', () => {
  test('hold their body, and what follows on their line runs', () => {
    const [cat, ls, sh] = commandsOf('cat <<EOF | sh\nhello $NAME $(ls)\nEOF\n');
    expect(cat!.redirects[0]!.heredoc!.body.pieces.map(({ kind }) => kind)).toEqual([
      'literal',
      'variable',
      'literal',
      'command',
      'literal',
    ]);
    expect(show(ls!)).toBe('ls');
    expect(sh!.pipedFrom).toEqual([cat]);
    const [raw] = commandsOf("cat > f <<'EOF'\n$X\nEOF\n");
    expect(raw!.redirects.map(({ operator }) => operator)).toEqual(['>', '<<']);
    expect(kinds(raw!.redirects[1]!.heredoc!.body)).toEqual(['literal/single:$X\n']);
  });
});

describe('a document without a parser', () => {
  test('says that it needs one, and is served later', () => {
    const document = new Document(new Source('a.sh', 'curl x'), 'shell', {});
    const [script] = document.facet('script');
    expect(script!.commands).toEqual([]);
    expect([...document.needs]).toEqual(['shell']);
    Object.assign(document.services, services);
    expect(script!.commands.map(show)).toEqual(['curl x']);
  });
});

describe('scripts for Windows', () => {
  test('are cut into words', async () => {
    const { tokenizeWindows } = await import('../../../server/core/parse/shell/windows.ts');
    const commands = tokenizeWindows(
      'iwr https://x/y.ps1 -UseBasicParsing | iex\n& "C:\\a\\b.exe" $env:TOKEN "q $x ${{ github.ref }}"',
      'pwsh',
    );
    expect(commands.map(show)).toEqual([
      'iwr https://x/y.ps1 -UseBasicParsing',
      'iex',
      'b $env:TOKEN q $x ${{ github.ref }}',
    ]);
    expect(commands[1]!.pipedFrom).toEqual([commands[0]]);
    expect(kinds(commands[2]!.args[1])).toEqual([
      'literal/double:q ',
      'variable/double:$x',
      'literal/double: ',
      'interpolation/double:${{ github.ref }}',
    ]);
  });

  test('are cut with the here-strings of PowerShell', async () => {
    const { tokenizeWindows } = await import('../../../server/core/parse/shell/windows.ts');
    const text = '@"\r\na "b $env:T\n"@ | Out-File x\n@\'\n$y\n\'@ >> z\n"v" >> w\nf @"\nnever closed "q"\n';
    expect(tokenizeWindows(text, 'pwsh').map(show)).toEqual([
      '? a "b $env:T',
      'Out-File x',
      '? $y >> z',
      '? v >> w',
      'f @"',
      'never closed q',
    ]);
    expect(tokenizeWindows('@"\n"@ > x', 'pwsh').map(show)).toEqual(['?  > x']);
  });
});
