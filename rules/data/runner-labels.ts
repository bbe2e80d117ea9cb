/*
 * Labels of runners that GitHub hosts, and of those it has switched off. After the README of `actions/runner-images` and
 * the documentation "GitHub-hosted runners reference"; entered by hand, 2026-11.
 */

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));

/** By operating system, in lower case. */
export const HOSTED_LABELS: Readonly<Record<'linux' | 'macos' | 'windows', ReadonlySet<string>>> = {
  linux: set(
    'ubuntu-latest ubuntu-26.04 ubuntu-24.04 ubuntu-22.04 ubuntu-26.04-arm ubuntu-24.04-arm ubuntu-22.04-arm ubuntu-slim ' +
      'ubuntu-latest-4-cores ubuntu-latest-8-cores ubuntu-latest-16-cores',
  ),
  macos: set(
    'macos-latest macos-latest-large macos-latest-xlarge macos-26 macos-26-large macos-26-xlarge macos-26-intel ' +
      'macos-15 macos-15-large macos-15-xlarge macos-15-intel macos-14 macos-14-large macos-14-xlarge',
  ),
  windows: set(
    'windows-latest windows-2025 windows-2025-vs2026 windows-2022 windows-11-arm windows-11-vs2026-arm windows-latest-8-cores',
  ),
};

/** Labels that self-hosted runners have by themselves, in lower case. */
export const SELF_HOSTED_LABELS: ReadonlySet<string> = set('self-hosted linux windows macos x64 x86 arm arm64 gpu');

/** Images that are gone: a job that asks for one is never started. */
export const REMOVED_LABELS: ReadonlySet<string> = set(
  'ubuntu-16.04 ubuntu-18.04 ubuntu-20.04 macos-10.14 macos-10.15 macos-10 macos-11 macos-11.0 macos-12 macos-12-large ' +
    'macos-12-xlarge macos-13 macos-13-large macos-13-xlarge windows-2016 windows-2019 vs2017-win2016',
);
