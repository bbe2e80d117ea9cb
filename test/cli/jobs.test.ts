import { expect, test } from 'vitest';
import { type Job, JobList } from '../../server/cli/jobs.ts';

test('a list gives back what was put in, here and in the thread that shares it', () => {
  const list = new JobList();
  const jobs = Array.from({ length: 3000 }, (_, i) => ({
    path: `dir-${i}/ÿ € 😀/${'x'.repeat(i % 50)}`,
    project: i % 7,
  }));
  const own: Job = {
    path: 'staged.yml',
    project: 3,
    content: { is: 'text', text: 'on: push', bytes: 8, encoding: 'utf-8' },
  };
  for (const job of [...jobs, own]) list.add(job);
  expect(list.length).toBe(3001);
  expect([...list]).toEqual([...jobs, own]);
  const other = JobList.of(structuredClone(list.share()));
  expect([...other]).toEqual([...jobs, own]);
  expect([...other.withContent()]).toEqual([own]);
  expect(other.at(3001)).toBeUndefined();
});

test('an empty list holds nothing', () => {
  const list = new JobList();
  expect([...list]).toEqual([]);
  expect(list.at(0)).toBeUndefined();
});
