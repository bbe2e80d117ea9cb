import { spawn } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { git, scratch, write } from './cli.ts';

/** Answers a request instead of git; false leaves it to git. */
export type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => boolean;

export interface GitHost {
  readonly origin: string;
  /** `owner/repo ls-refs`, `owner/repo fetch <commit>`, in order. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

/** The commits of the repository that `makeRepository` makes, by what they are. */
export interface Commits {
  readonly old: string;
  readonly released: string;
  readonly tip: string;
  /** Of another repository, whose objects the host keeps with those of this one, as GitHub does for forks. */
  readonly forked: string;
  /** The object of the annotated tag `v1.0.0`. */
  readonly tagObject: string;
}

/** A bare repository `an-owner/an-action.git` in a new folder, gone after the test. */
export function makeRepository(): { readonly folder: string; readonly commits: Commits } {
  const folder = scratch();
  const work = path.join(folder, 'work');
  write(work, { 'action.yml': '1\n' });
  git(work, 'init', '-q', '-b', 'main');
  const commit = (text: string): string => {
    write(work, { 'action.yml': text });
    git(work, 'add', '.');
    git(work, 'commit', '-qm', text);
    return git(work, 'rev-parse', 'HEAD').trim();
  };
  const old = commit('old\n');
  const released = commit('released\n');
  git(work, 'tag', '-a', '-m', 'x', 'v1.0.0');
  git(work, 'tag', 'v1');
  const tip = commit('tip\n');
  git(work, 'checkout', '-q', '--detach', old);
  const forked = commit('forked\n');
  git(work, 'checkout', '-q', 'main');
  const bare = path.join(folder, 'an-owner/an-action.git');
  git(folder, 'clone', '-q', '--bare', work, bare);
  git(bare, 'fetch', '-q', work, forked);
  git(bare, 'config', 'uploadpack.allowFilter', 'true');
  const tagObject = git(bare, 'rev-parse', 'v1.0.0').trim();
  return { folder, commits: { old, released, tip, forked, tagObject } };
}

/** Serves the bare repositories `owner/repo.git` below a folder, as git's own server answers, on the loopback interface. */
export async function startGitHost(folder: string, answer: Answer = () => false): Promise<GitHost> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('latin1');
      const [, slug = ''] = /^\/([\w.-]+\/[\w.-]+)\.git\/git-upload-pack$/.exec(request.url ?? '') ?? [];
      const command = /command=([\w-]+)/.exec(body)?.[1];
      const want = /want (\w+)/.exec(body)?.[1];
      requests.push([slug, command, want].filter((part) => part !== undefined).join(' '));
      if (answer(request, response, body)) return;
      if (slug === '' || request.method !== 'POST' || request.headers['git-protocol'] !== 'version=2') {
        response.writeHead(400).end();
        return;
      }
      const child = spawn('git', ['upload-pack', '--stateless-rpc', path.join(folder, `${slug}.git`)], {
        env: { ...process.env, GIT_PROTOCOL: 'version=2', GIT_CONFIG_GLOBAL: '/dev/null' },
        stdio: ['pipe', 'pipe', 'ignore'],
      });
      // A server that is asked for what it does not have says so, and ends; nobody reads the rest of the request.
      child.stdin.on('error', () => {});
      child.stdin.end(body, 'latin1');
      response.writeHead(200, { 'content-type': 'application/x-git-upload-pack-result' });
      child.stdout.pipe(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
