import { existsSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from '../args.ts';

/** `pipewarden lsp`: hands over to the server's own bundle, which reads `--stdio` and its like from the arguments. */
export async function lsp(): Promise<number> {
  const server = path.join(__dirname, 'server.cjs');
  if (!existsSync(server)) throw new UsageError('this build has no language server');
  require(server);
  return 0;
}
