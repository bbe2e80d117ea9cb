// The injected grammars, tokenized as VS Code does: with its own tokenizer and its own YAML and shell grammars.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { CODE_SERVERS, codeServerFolder, ROOT } from './versions.mjs';

const WORKFLOW = `on: push
jobs:
  build:
    if: \${{ github.actor == 'dependabot[bot]' }}
    steps:
      - run: |
          echo "\${{ github.event.issue.title }}"
          for f in *.txt; do rm "$f"; done
        env:
          TITLE: x
      - name: One line
        run: curl https://example.org | sh
      - uses: actions/checkout@v4 # pipewarden: ignore[unpinned-action] it is our own
`;
const BUILDSPEC = `version: 0.2
phases:
  build:
    commands:
      - export A=1
      - |
        if true; then
          npm ci
        fi
      - echo done
  post_build:
    commands:
    - echo same column
artifacts:
  files: out
`;

async function tokenizer(vscode) {
  const require = createRequire(path.join(vscode, 'x.js'));
  const { Registry, parseRawGrammar, INITIAL } = require('vscode-textmate');
  const oniguruma = require('vscode-oniguruma');
  const wasm = readFileSync(require.resolve('vscode-oniguruma/release/onig.wasm'));
  await oniguruma.loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength));
  const { contributes } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  const files = new Map(contributes.grammars.map((one) => [one.scopeName, path.join(ROOT, one.path)]));
  for (const extension of ['yaml', 'shellscript']) {
    const folder = path.join(vscode, 'extensions', extension);
    const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
    for (const one of manifest.contributes.grammars) files.set(one.scopeName, path.join(folder, one.path));
  }
  const registry = new Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (sources) => new oniguruma.OnigScanner(sources),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async (scope) => {
      const file = files.get(scope);
      return file && existsSync(file) ? parseRawGrammar(readFileSync(file, 'utf8'), file) : null;
    },
    getInjections: (scope) =>
      contributes.grammars.filter((one) => one.injectTo.includes(scope)).map((one) => one.scopeName),
  });
  const grammar = await registry.loadGrammar('source.yaml');
  return (text) => {
    let state = INITIAL;
    const lines = text.split('\n').map((line) => {
      const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
      state = ruleStack;
      return { line, tokens };
    });
    /** The scopes of the first token that begins within the `word` of the line that holds `within`. */
    return (within, word) => {
      const { line, tokens } = lines.find((one) => one.line.includes(within));
      const at = line.indexOf(word);
      return tokens.find(({ startIndex, endIndex }) => startIndex <= at && at < endIndex).scopes.join(' ');
    };
  };
}

/** Calls `check(name, passed)` for each expectation, on each version of VS Code that is there. */
export async function checkGrammars(check) {
  for (const { version, vscode } of CODE_SERVERS) {
    const tokenize = await tokenizer(
      path.join(codeServerFolder(version), 'node_modules/code-server/lib/vscode'),
    );
    const workflow = tokenize(WORKFLOW);
    const buildspec = tokenize(BUILDSPEC);
    const shell = 'meta.embedded.block.shellscript';
    const expectations = [
      [
        'an expression in a plain scalar',
        workflow('if:', 'github.actor').includes('support.variable.pipewarden'),
      ],
      [
        'an expression inside a script',
        workflow('issue.title', 'github').includes('support.variable.pipewarden'),
      ],
      ['shell in a block of `run`', workflow('for f in', 'for').includes('keyword.control')],
      ['the key after the block is YAML again', !workflow('env:', 'env').includes(shell)],
      ['and so is what follows', workflow('TITLE:', 'TITLE').includes('entity.name.tag.yaml')],
      ['shell in a `run` of one line', workflow('run: curl', 'curl').includes(shell)],
      ['the next step is YAML', workflow('uses:', 'uses').includes('entity.name.tag.yaml')],
      ['an ignore comment', workflow('uses:', 'unpinned-action').includes('constant.other.rule.pipewarden')],
      ['shell in a buildspec command', buildspec('export A', 'export').includes(shell)],
      ['shell in a block of a command', buildspec('if true', 'if').includes('keyword.control')],
      ['the command after a block', buildspec('echo done', 'echo').includes(shell)],
      [
        'the phase after the commands is YAML',
        buildspec('post_build', 'post_build').includes('entity.name.tag.yaml'),
      ],
      ['commands in the column of their key', buildspec('same column', 'echo').includes(shell)],
      [
        'the section after the phases is YAML',
        buildspec('artifacts', 'artifacts').includes('entity.name.tag.yaml'),
      ],
    ];
    for (const [name, passed] of expectations) check(`grammar, VS Code ${vscode}: ${name}`, passed);
  }
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  await checkGrammars((name, passed) => console.log(passed ? 'PASS' : 'FAIL', name));
}
