import { GitHub } from '../online/github.ts';
import type { Platform } from './platform.ts';

let github: GitHub | undefined;
/** The repositories of which it was said that nothing is known. */
const said = new Set<string>();

/** Asks github.com; says once of each repository when there is no answer. */
export const askOnline: NonNullable<Platform['askOnline']> = async (needs, answers, warn) => {
  github ??= new GitHub();
  await github.bring(needs, answers);
  for (const [slug, reason] of github.troubles) {
    if (!said.has(slug)) warn(`Nothing is known from the network of ${slug}: ${reason}.`);
    said.add(slug);
  }
};
