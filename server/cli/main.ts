import { isMainThread } from 'node:worker_threads';
import { type CommandName, type Invocation, readArgs } from './args.ts';

/** Each command is loaded when it is called. Returns the exit status. */
const RUN: Readonly<Record<CommandName, (invocation: Invocation) => Promise<number>>> = {
  check: async (invocation) => (await import('./commands/check.ts')).check(invocation),
  fix: async (invocation) => (await import('./commands/fix.ts')).fix(invocation),
  rules: async (invocation) => (await import('./commands/rules.ts')).listRules(invocation),
  explain: async (invocation) => (await import('./commands/explain.ts')).explainRule(invocation),
  init: async (invocation) => (await import('./commands/init.ts')).init(invocation),
  lsp: async () => (await import('./commands/lsp.ts')).lsp(),
  'validate-policy': async (invocation) =>
    (await import('./commands/validate-policy.ts')).validatePolicy(invocation),
  completions: async (invocation) => (await import('./commands/completions.ts')).completions(invocation),
  help: async (invocation) => (await import('./commands/help.ts')).help(invocation),
};

async function main(argv: readonly string[]): Promise<number> {
  const invocation = readArgs(argv);
  const { command, options } = invocation;
  if (options.version) return (await import('./commands/help.ts')).printVersion();
  if (options.help || command === undefined) return (await import('./commands/help.ts')).printHelp(command);
  return RUN[command](invocation);
}

/** Errors whose message is for people. Known by name, so that what throws them need not be loaded. */
const EXPECTED: ReadonlySet<string> = new Set(['UsageError', 'GitError', 'ValidationError']);

/** Ends with a line for people; never with `process.exit`, which would cut off what a slow reader has yet to read. */
function fail(error: unknown): void {
  const isExpected = EXPECTED.has((error as Error | undefined)?.name ?? '');
  // An unexpected error may quote a file, and so a secret: only its name and where it happened are shown.
  const words = isExpected ? (error as Error).message : describe(error);
  process.stderr.write(`pipewarden: ${words}\n`);
  process.exitCode = 2;
}

function describe(error: unknown): string {
  const { name, stack } = error instanceof Error ? error : new Error('unknown');
  const place = /^\s+at .*$/m.exec(stack ?? '')?.[0].trim() ?? '';
  return `internal error (${name} ${place}); please report it`;
}

if (isMainThread) {
  main(process.argv.slice(2)).then((status) => {
    process.exitCode = status;
  }, fail);
} else {
  Promise.all([
    import('./pool.ts'),
    import('../core/registry.ts'),
    import('../../rules/registry.generated.ts'),
  ]).then(([{ runWorker }, { Registry }, { rules }]) => runWorker(new Registry(rules)));
}
