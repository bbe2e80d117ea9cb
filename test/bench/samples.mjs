// Files made up for measuring: shaped like real ones, the same on every machine.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A GitHub workflow of about so many lines, in jobs of the usual kind. */
export function workflow(lines, seed = 0) {
  const head = `name: Build ${seed}
on:
  push:
    branches: [main]
  pull_request:
permissions:
  contents: read
jobs:
`;
  let text = head;
  let count = head.split('\n').length - 1;
  for (let i = 0; count < lines; i++) {
    const job = `  job-${i}:
    name: Test on \${{ matrix.os }}
    runs-on: \${{ matrix.os }}
    strategy:
      matrix:
        os: [ubuntu-24.04, windows-2025]
        node: [20, 22, 24]
    env:
      NODE_ENV: test
      LABEL: \${{ github.event.pull_request.head.sha || github.sha }}
    steps:
      - uses: actions/checkout@v4
        with:
          persist-credentials: false
      - uses: actions/setup-node@v4
        with:
          node-version: \${{ matrix.node }}
          cache: npm
      - name: Install
        run: npm ci
      - name: Test
        run: |
          set -euo pipefail
          npm test -- --shard="$SHARD"
          if [ "$NODE_ENV" = test ]; then
            echo "done: $LABEL" >> "$GITHUB_STEP_SUMMARY"
          fi
        env:
          SHARD: ${i + 1}/\${{ strategy.job-total }}
      - name: Report
        if: failure() && github.event_name == 'pull_request'
        run: echo "failed for \${{ github.event.pull_request.number }}"
`;
    text += job;
    count += job.split('\n').length - 1;
  }
  return text;
}

/** Fills a folder with so many small files: mostly sources, a workflow among every fifty. */
export function writeTree(folder, files) {
  for (let i = 0; i < files; i++) {
    const below = path.join(folder, String(Math.floor(i / 500)), i % 50 === 0 ? '.github/workflows' : 'src');
    if (i % 500 < 2 || i % 50 === 0) mkdirSync(below, { recursive: true });
    if (i % 50 === 0) writeFileSync(path.join(below, `${i}.yml`), workflow(40, i));
    else writeFileSync(path.join(below, `${i}.txt`), `line ${i}\n`.repeat(40));
  }
}
