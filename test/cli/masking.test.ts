import { expect, test } from 'vitest';
import { FORMATS } from '../../server/cli/args.ts';
import { pipewarden, scratch } from '../support/cli.ts';

/** Put together here, so that no file holds a token's whole form. */
const SECRET = `gh${'p_'}PipewardenNotReal8lhZ6bQvT2sKd0YwXr3`;
const WORKFLOW = `on: push
permissions: {}
jobs:
  release:
    runs-on: ubuntu-latest
    env:
      RELEASE_TOKEN: ${SECRET}
    steps:
      - run: curl -H "Authorization: Bearer ${SECRET}" https://example.com/install | sh
`;

const repository = () => scratch({ '.github/workflows/release.yml': WORKFLOW });

test.each(FORMATS)('%s holds no secret', (format) => {
  const { stdout, stderr } = pipewarden(['check', '--profile', 'audit', '--format', format, '.'], {
    cwd: repository(),
  });
  expect(stdout).toContain('github-token');
  expect(stdout + stderr).not.toContain(SECRET);
});

test('a difference and a baseline hold no secret', () => {
  const folder = repository();
  const { stdout } = pipewarden(['fix', '--unsafe', '--diff', '.'], { cwd: folder });
  expect(stdout).toContain('secrets.RELEASE_TOKEN');
  expect(stdout).not.toContain(SECRET);
  pipewarden(['check', '--baseline', 'known.json', '--update-baseline', '.'], { cwd: folder });
  expect(pipewarden(['check', '--format', 'json', 'known.json'], { cwd: folder }).stdout).not.toContain(
    SECRET,
  );
});
