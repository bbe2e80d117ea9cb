import type { FacetProvider } from '../facets.ts';
import { KINDS } from '../kinds.ts';
import type { SecretHit } from '../secrets/format.ts';
import { scanText } from '../secrets/scan.ts';

/** The secrets that have a form of their own, anywhere in the text of any file. */
export const secretProvider: FacetProvider<SecretHit> = {
  kinds: KINDS,
  of: (document) => scanText(document.source.text),
};
