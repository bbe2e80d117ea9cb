/**
 * Names that are no packages one means to install. Node.js 24 and Python 3.13 documentation, lists of built-in modules,
 * 2026-11; names under which a registry has an honest package of its own (backports, browser versions) are left out.
 */
export const NODE_BUILTINS: ReadonlySet<string> = new Set(
  (
    'fs path os crypto http https net tls dns child_process cluster dgram module perf_hooks readline repl ' +
    'worker_threads v8 async_hooks inspector tty diagnostics_channel trace_events'
  ).split(' '),
);

export const PYTHON_BUILTINS: ReadonlySet<string> = new Set(
  (
    'os sys json re math random datetime time collections itertools functools subprocess urllib urllib2 http socket ' +
    'hashlib logging threading shutil glob io string csv sqlite3 tkinter pickle copy base64 getpass tempfile ' +
    'traceback platform struct signal queue smtplib abc ast inspect operator zipfile tarfile gzip statistics ' +
    'multiprocessing ssl hmac builtins ctypes codecs bisect heapq textwrap calendar locale unittest'
  ).split(' '),
);

/** Arguments and options of the commands that install packages; the registries hold packages of these names. */
export const COMMAND_WORDS: Readonly<Record<'npm' | 'pypi', ReadonlySet<string>>> = {
  npm: new Set(['-', 'i', 'install', 'instal', 'save', 'save-dev', 'add', 'g', 'uninstall', 'run', 'dev-dependencies']),
  pypi: new Set(['install', 'pip-install', 'requirements', 'requirements-txt', 'requirementstxt', 'requirement-txt']),
};
