import type { Format } from '../args.ts';
import type { Reporter } from '../report.ts';

interface ReporterEntry {
  /** What the report has to hold for it. */
  readonly fixes: boolean;
  readonly excerpts: boolean;
  readonly load: () => Promise<Reporter>;
}

/** The report formats; each is loaded only when it is asked for. */
export const REPORTERS: Readonly<Record<Format, ReporterEntry>> = {
  text: { fixes: true, excerpts: true, load: async () => (await import('./text.ts')).text },
  compact: { fixes: false, excerpts: false, load: async () => (await import('./compact.ts')).compact },
  json: { fixes: true, excerpts: false, load: async () => (await import('./json.ts')).json },
  sarif: { fixes: true, excerpts: false, load: async () => (await import('./sarif.ts')).sarif },
  github: { fixes: false, excerpts: false, load: async () => (await import('./github.ts')).github },
  junit: { fixes: false, excerpts: false, load: async () => (await import('./junit.ts')).junit },
};
