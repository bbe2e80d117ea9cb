/** A run shorter than this says nothing of its progress. */
const PATIENCE_MS = 500;
const INTERVAL_MS = 100;

export interface Progress {
  readonly update: (done: number) => void;
  readonly end: () => void;
}

/** One line on standard error that counts files, only on a terminal and only when the run takes its time. */
export function showProgress(total: number): Progress {
  if (!process.stderr.isTTY) return { update: () => {}, end: () => {} };
  const begin = performance.now();
  let shown = 0;
  return {
    update(done) {
      const now = performance.now();
      if (now - begin < PATIENCE_MS || now - shown < INTERVAL_MS) return;
      shown = now;
      process.stderr.write(`\r\u001b[Klinting ${done} of ${total} files`);
    },
    end() {
      if (shown > 0) process.stderr.write('\r\u001b[K');
    },
  };
}
