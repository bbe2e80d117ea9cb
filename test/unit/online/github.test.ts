import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { OnlineNeed } from '../../../server/core/document.ts';
import { type Answers, GitHub, type GitHubOptions } from '../../../server/online/github.ts';
import { cacheFolder } from '../../../server/online/refs-cache.ts';
import { scratch } from '../../support/cli.ts';
import { type Answer, type GitHost, makeRepository, startGitHost } from '../../support/git-host.ts';

const SLUG = 'an-owner/an-action';
const NOWHERE = '0123456789012345678901234567890123456789';
const RESULT = { 'content-type': 'application/x-git-upload-pack-result' };

async function hostOf(folder: string, answer?: Answer): Promise<GitHost> {
  const host = await startGitHost(folder, answer);
  onTestFinished(() => host.close());
  return host;
}

async function ask(github: GitHub, ...needs: OnlineNeed[]): Promise<Answers> {
  const answers: Answers = { refs: new Map(), commits: new Map() };
  await github.bring(needs, answers);
  return answers;
}

/** What is known of one repository when the host answers so; and why nothing is. */
async function known(answer: Answer, options: GitHubOptions = {}) {
  const host = await hostOf(scratch(), answer);
  const github = new GitHub({ origin: host.origin, cache: null, timeout: 2000, ...options });
  const { refs } = await ask(github, `refs:${SLUG}`);
  return { refs: refs.get(SLUG), reason: github.troubles.get(SLUG), host, github };
}

function end(
  response: ServerResponse,
  status: number,
  headers: Record<string, string> = {},
  body = '',
): true {
  response.writeHead(status, headers).end(body);
  return true;
}

test('a repository says its tags and branches in one request, without credentials', async () => {
  const { folder, commits } = makeRepository();
  let headers: IncomingMessage['headers'] = {};
  const host = await hostOf(folder, (request) => {
    headers = request.headers;
    return false;
  });
  const github = new GitHub({ origin: host.origin, cache: null });
  const { refs } = await ask(github, `refs:${SLUG}`);
  expect(refs.get(SLUG)).toEqual({
    tags: [
      { name: 'v1', commit: commits.released },
      { name: 'v1.0.0', commit: commits.released, object: commits.tagObject },
    ],
    branches: [{ name: 'main', commit: commits.tip }],
  });
  expect(host.requests).toEqual([`${SLUG} ls-refs`]);
  expect(headers).not.toHaveProperty('authorization');
  expect(headers).not.toHaveProperty('cookie');
  expect(github.troubles.size).toBe(0);
});

test('a commit belongs to the repository when a branch or tag leads to it', async () => {
  const { folder, commits } = makeRepository();
  const host = await hostOf(folder);
  const github = new GitHub({ origin: host.origin, cache: null });
  const { old, released, tip, forked, tagObject } = commits;
  const all = [old, released, tip, forked, tagObject, NOWHERE];
  const answers = await ask(github, ...all.map((commit): OnlineNeed => `commit:${SLUG}@${commit}`));
  expect(all.map((commit) => answers.commits.get(`${SLUG}@${commit}`))).toEqual([
    true,
    true,
    true,
    false,
    true,
    false,
  ]);
  // Tips are known by the names; of the others each takes a request, and a verdict against a commit one more.
  expect(host.requests.filter((request) => request.includes('ls-refs'))).toHaveLength(1);
  expect(host.requests).toHaveLength(1 + 1 + 2 + 2);
});

test('a host that does not look at what is there already cannot tell', async () => {
  const { folder, commits } = makeRepository();
  const host = await hostOf(folder, (_, response, body) => {
    if (!body.includes('command=fetch')) return false;
    const pack = `PACK\0\0\0\u0002\0\0\0\u0001`;
    const length = (pack.length + 5).toString(16).padStart(4, '0');
    response.writeHead(200, RESULT).end(Buffer.from(`000dpackfile\n${length}\u0001${pack}0000`, 'latin1'));
    return true;
  });
  const github = new GitHub({ origin: host.origin, cache: null });
  const need = `${SLUG}@${commits.forked}`;
  expect((await ask(github, `commit:${need}`)).commits.get(need)).toBeNull();
});

test('what is known is kept for a day, but judged by what is new', async () => {
  const { folder, commits } = makeRepository();
  const host = await hostOf(folder);
  const cache = scratch();
  let now = 1_800_000_000_000;
  const fresh = () => new GitHub({ origin: host.origin, cache, now: () => now });
  const [refs, old, forked] = [
    `refs:${SLUG}`,
    `commit:${SLUG}@${commits.old}`,
    `commit:${SLUG}@${commits.forked}`,
  ] as const;
  await ask(fresh(), refs, old);
  expect(host.requests).toHaveLength(2);
  now += 23 * 3_600_000;
  const again = await ask(fresh(), refs, old);
  expect(again.refs.get(SLUG)?.tags).toHaveLength(2);
  expect(again.commits.get(`${SLUG}@${commits.old}`)).toBe(true);
  expect(host.requests).toHaveLength(2);
  // Against a commit only branches and tags of now count: it may be a release of this hour.
  expect((await ask(fresh(), forked)).commits.get(`${SLUG}@${commits.forked}`)).toBe(false);
  expect(host.requests.slice(2)).toEqual([
    `${SLUG} ls-refs`,
    `${SLUG} fetch ${commits.forked}`,
    expect.stringMatching(`^${SLUG} fetch `),
  ]);
  now += 25 * 3_600_000;
  await ask(fresh(), refs);
  expect(host.requests).toHaveLength(6);
});

test('a cache that is broken, of another form or not to be written is none', async () => {
  const { folder } = makeRepository();
  const host = await hostOf(folder);
  const cache = scratch();
  const options = { origin: host.origin, cache };
  await ask(new GitHub(options), `refs:${SLUG}`);
  const [name = ''] = readdirSync(path.join(cache, 'github.com'));
  const file = path.join(cache, 'github.com', name);
  const text = readFileSync(file, 'utf8');
  const otherForm = text.replace('"format":1', '"format":2');
  const shortHash = text.replace(/"commit":"..../, '"commit":"');
  for (const content of ['{', '[]', 'null', otherForm, shortHash]) {
    writeFileSync(file, content);
    expect((await ask(new GitHub(options), `refs:${SLUG}`)).refs.get(SLUG)?.tags).toHaveLength(2);
  }
  expect(host.requests).toHaveLength(6);
  const unwritable = new GitHub({ origin: host.origin, cache: path.join(file, 'no-folder') });
  expect((await ask(unwritable, `refs:${SLUG}`)).refs.get(SLUG)?.tags).toHaveLength(2);
});

test.each<[string, Answer, string]>([
  ['private or gone', (_, response) => end(response, 401), 'it is private, or there is none'],
  ['not there', (_, response) => end(response, 404), 'it is private, or there is none'],
  ['too many requests', (_, response) => end(response, 429), 'the host wants no more requests for now'],
  ['out of order', (_, response) => end(response, 503), 'the host answers 503'],
  [
    'a page',
    (_, response) => end(response, 200, { 'content-type': 'text/html' }, '<p>'),
    'the host does not speak git',
  ],
  ['garbage', (_, response) => end(response, 200, RESULT, 'zzzz'), 'its answer makes no sense'],
  ['nothing', (_, response) => end(response, 200, RESULT), 'its answer makes no sense'],
  ['half an answer', (_, response) => end(response, 200, RESULT, '003d1234'), 'its answer makes no sense'],
  ['an error', (_, response) => end(response, 200, RESULT, '000aERR no\n'), 'its answer makes no sense'],
  ['no branch', (_, response) => end(response, 200, RESULT, '0000'), 'its answer makes no sense'],
  [
    'no hash',
    (_, response) => end(response, 200, RESULT, '001bxyz refs/heads/mainxxxx\n0000'),
    'its answer makes no sense',
  ],
  ['too much', (_, response) => end(response, 200, RESULT, 'x'.repeat(9_000_000)), 'its answer is too long'],
  [
    'elsewhere',
    (_, response) => end(response, 302, { location: 'http://127.0.0.1:1/a/b.git/git-upload-pack' }),
    'it is said to be somewhere else',
  ],
  ['no place', (_, response) => end(response, 301), 'it is said to be somewhere else'],
  [
    'another path',
    (_, response) => end(response, 301, { location: '/login?x' }),
    'it is said to be somewhere else',
  ],
  [
    'round and round',
    (request, response) => end(response, 307, { location: request.url! }),
    'it is moved about too often',
  ],
])('a host that answers with %s leaves it unknown', async (_, answer, words) => {
  const { refs, reason } = await known(answer);
  expect(refs).toBeNull();
  expect(reason).toBe(words);
});

test('a host that says nothing is not waited for', async () => {
  const silent = await known(() => true, { timeout: 100 });
  expect(silent).toMatchObject({ refs: null, reason: 'there is no answer in time' });
  const halting = await known(
    (_, response) => {
      response.writeHead(200, RESULT).write('0');
      return true;
    },
    { timeout: 100 },
  );
  expect(halting).toMatchObject({ refs: null, reason: 'there is no answer in time' });
});

test('a network that fails is left alone after some tries, a host that says so at once', async () => {
  const host = await hostOf(scratch());
  await host.close();
  const slugs = Array.from({ length: 30 }, (_, i) => `an-owner/a${i}`);
  const off = new GitHub({ origin: host.origin, cache: null });
  const { refs } = await ask(off, ...slugs.map((slug): OnlineNeed => `refs:${slug}`));
  expect([...refs.values()]).toEqual(slugs.map(() => null));
  expect(off.troubles.get('an-owner/a0')).toBe('the network fails (ECONNREFUSED)');
  expect(off.troubles.get('an-owner/a29')).toBe('others gave no answer either');

  const { host: busy, github } = await known((_, response) => end(response, 429));
  await ask(github, ...slugs.map((slug): OnlineNeed => `refs:${slug}`));
  expect(busy.requests).toHaveLength(1);
});

test('a repository that moved is followed on the same host', async () => {
  const { folder, commits } = makeRepository();
  const host = await hostOf(folder, (request, response) =>
    request.url?.startsWith('/an-old-name/') === true
      ? end(response, 301, { location: `/${SLUG}.git/git-upload-pack` })
      : false,
  );
  const github = new GitHub({ origin: host.origin, cache: null });
  const { refs } = await ask(github, 'refs:an-old-name/x');
  expect(refs.get('an-old-name/x')?.branches).toEqual([{ name: 'main', commit: commits.tip }]);
});

test('a name that is none goes nowhere', async () => {
  const host = await hostOf(scratch());
  const github = new GitHub({ origin: host.origin, cache: null });
  const needs: OnlineNeed[] = [
    'refs:../..',
    'refs:a',
    'refs:a/b/c',
    'refs:a/b?c',
    'commit:a/..@x',
    'commit:a/b@x',
  ];
  const { refs, commits } = await ask(github, ...needs);
  expect([...refs.values(), ...commits.values()]).toEqual(needs.map(() => null));
  expect(host.requests).toEqual([]);
});

test('not more than a few requests are under way at a time', async () => {
  let [now, most] = [0, 0];
  const host = await hostOf(scratch(), (_, response) => {
    most = Math.max(most, ++now);
    setTimeout(() => {
      now--;
      end(response, 404);
    }, 20);
    return true;
  });
  const github = new GitHub({ origin: host.origin, cache: null });
  await ask(github, ...Array.from({ length: 20 }, (_, i): OnlineNeed => `refs:an-owner/a${i}`));
  expect(host.requests).toHaveLength(20);
  expect(most).toBeLessThanOrEqual(4);
});

test('the cache lies in the folder of the user that is meant for it', () => {
  expect(cacheFolder({ XDG_CACHE_HOME: '/x' }, 'linux')).toBe('/x/pipewarden');
  expect(cacheFolder({ XDG_CACHE_HOME: 'x' }, 'linux')).toMatch(/\/\.cache\/pipewarden$/);
  expect(cacheFolder({}, 'darwin')).toMatch(/\/Library\/Caches\/pipewarden$/);
  expect(cacheFolder({}, 'win32')).toBeUndefined();
});
