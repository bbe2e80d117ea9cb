import { readdirSync } from 'node:fs';
import path from 'node:path';

/** The files below a folder, as paths relative to it with `/`, in a fixed order. */
export function filesBelow(folder: string, below = ''): string[] {
  return readdirSync(path.join(folder, below), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const relative = below ? `${below}/${entry.name}` : entry.name;
      return entry.isDirectory() ? filesBelow(folder, relative) : [relative];
    });
}
