import type { Reporter } from '../report.ts';

export const github: Reporter = {
  *render() {
    yield '';
  },
};
