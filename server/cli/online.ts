import type { OnlineFacts } from '../core/model/github/refs.ts';
import type { Registry } from '../core/registry.ts';
import type { JobList } from './jobs.ts';
import { Linter, type Settings } from './linter.ts';
import { warn } from './output.ts';
import type { PoolResult } from './pool.ts';

/** Branches and tags first, then the commits that are none of their tips. */
const MAX_ROUNDS = 3;
/** So many repositories are named when nothing is known of them. */
const MAX_NAMED = 3;

/**
 * Asks the network what the rules would like to know, all at once, and lints those files again that it concerns. Where
 * no configuration allows it, nobody asks, and this does nothing. What cannot be known is said once.
 */
export async function withOnlineFacts(
  registry: Registry,
  settings: Settings,
  jobs: JobList,
  result: PoolResult,
): Promise<PoolResult & { readonly online?: OnlineFacts }> {
  const outcomes = new Map(result.outcomes);
  const asking = () => [...outcomes].filter(([, { asks }]) => asks);
  if (asking().length === 0) return result;
  const { GitHub } = await import('../online/github.ts');
  const github = new GitHub();
  const online = { refs: new Map(), commits: new Map() };
  const linter = new Linter(registry, settings, jobs, online);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    await github.bring(new Set(asking().flatMap(([, { asks = [] }]) => asks)), online);
    for (const [index] of asking()) outcomes.set(index, await linter.run(jobs.at(index)!));
    if (asking().length === 0) break;
  }
  sayTroubles(github.troubles);
  const usedIgnores = linter.usedIgnores.map((starts, i) => new Set([...result.usedIgnores[i]!, ...starts]));
  return { ...result, outcomes, usedIgnores, online };
}

/** One line: findings may be lacking, and nobody should take silence for a verdict. */
function sayTroubles(troubles: ReadonlyMap<string, string>): void {
  if (troubles.size === 0) return;
  const named = [...troubles].slice(0, MAX_NAMED).map(([slug, reason]) => `${slug}: ${reason}`);
  const more = troubles.size - named.length;
  const what = troubles.size === 1 ? 'a repository' : `${troubles.size} repositories`;
  warn(
    `note: nothing is known from the network of ${what} (${named.join('; ')}${more > 0 ? `; and ${more} more` : ''})`,
  );
}
