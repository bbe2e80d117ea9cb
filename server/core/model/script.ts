import type { Document } from '../document.ts';
import type { FacetProvider } from '../facets.ts';
import type { Script } from '../parse/shell.ts';

/** The scripts of a document, from whichever model of its kind holds them. */
export const scriptProvider: FacetProvider<Script> = {
  kinds: ['shell'],
  of: (_document: Document) => [],
};
