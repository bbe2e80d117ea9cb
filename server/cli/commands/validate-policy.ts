import { type Invocation, UsageError } from '../args.ts';

/** `pipewarden validate-policy`: asks AWS; the one command that sends anything anywhere. */
export async function validatePolicy({ operands }: Invocation): Promise<number> {
  if (operands.length === 0) throw new UsageError('`validate-policy` needs a policy file');
  throw new UsageError('this build cannot ask AWS Access Analyzer');
}
