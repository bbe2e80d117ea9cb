import type { Reporter } from '../report.ts';
import { printableLine } from '../style.ts';

/** One line per finding, as editors and problem matchers read them: `path:line:column: severity rule: message`. */
export const compact: Reporter = {
  *render({ findings }) {
    for (const { path, range, severity, ruleId, message, suppressed } of findings) {
      if (suppressed) continue;
      const place = `${printableLine(path)}:${range.start.line}:${range.start.column}`;
      yield `${place}: ${severity} ${ruleId}: ${printableLine(message)}\n`;
    }
  },
};
