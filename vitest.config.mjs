import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/vscode/**', 'node_modules/**'],
    globalSetup: 'test/support/build.ts',
    // Tests that start processes share the machine's cores.
    testTimeout: 30_000,
  },
});
