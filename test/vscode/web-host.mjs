// The workbench as on vscode.dev: static files and one page, no VS Code server. The folder is in the browser's memory,
// the extension runs in a web worker.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { ROOT } from './versions.mjs';

const TYPES = {
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.json': 'application/json',
  '.css': 'text/css',
  '.html': 'text/html',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ttf': 'font/ttf',
  '.woff': 'font/woff',
  '.wasm': 'application/wasm',
};

/** `tests` is the folder that holds `suite.js`. */
export async function startWebHost(vscode, tests) {
  const roots = [
    ['/static/', vscode],
    // VS Code runs tests only from below the extension that it develops.
    ['/ext/suite/', tests],
    ['/ext/', ROOT],
  ];
  let authority = '';
  let workbench;
  const server = createServer((request, response) => {
    const name = decodeURIComponent(new URL(request.url, 'http://x').pathname);
    if (name === '/') return response.writeHead(200, { 'content-type': 'text/html' }).end(page(authority));
    const [prefix, root] = roots.find(([start]) => name.startsWith(start)) ?? [];
    const file = root && path.join(root, name.slice(prefix.length));
    const type = TYPES[path.extname(name)] ?? 'application/octet-stream';
    try {
      if (!file?.startsWith(root)) throw new Error('outside');
      const isWorkbench = name.endsWith('/workbench/workbench.js');
      if (isWorkbench) workbench ??= withoutRemote(readFileSync(file, 'utf8'));
      const body = isWorkbench ? workbench : readFileSync(file);
      return response.writeHead(200, { 'content-type': type, 'access-control-allow-origin': '*' }).end(body);
    } catch {
      // The package leaves the browser bundles of built-in extensions out; an empty script does instead.
      if (/^\/static\/extensions\/.*\.js$/.test(name)) {
        return response.writeHead(200, { 'content-type': 'text/javascript' }).end('');
      }
      return response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  authority = `127.0.0.1:${server.address().port}`;
  return {
    url: `http://${authority}/`,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function page(authority) {
  const at = (name) => ({ scheme: 'http', authority, path: name });
  const configuration = {
    folderUri: { scheme: 'tmp', path: '/ws' },
    userDataPath: '/User',
    // The package's workbench insists on these three.
    isEnabledFileDownloads: true,
    isEnabledFileUploads: true,
    isEnabledCoderGettingStarted: false,
    enableWorkspaceTrust: true,
    productConfiguration: { enableTelemetry: false },
    developmentOptions: {
      enableSmokeTestDriver: true,
      extensions: [at('/ext')],
      extensionTestsPath: at('/ext/suite/suite.js'),
    },
  };
  const settings = JSON.stringify(configuration).replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  return `<!doctype html><html><head><meta charset="utf-8">
<meta id="vscode-workbench-web-configuration" data-settings="${settings}">
<link rel="stylesheet" href="/static/out/vs/code/browser/workbench/workbench.css"></head><body aria-label=""></body>
<script>globalThis._VSCODE_FILE_ROOT = new URL('/static/out/', location).toString();</script>
<script type="module" src="/static/out/nls.messages.js"></script>
<script type="module" src="/static/out/vs/code/browser/workbench/workbench.js"></script></html>`;
}

/** The package ties the workbench to its own server in two places; both are undone. */
function withoutRemote(script) {
  const replaceOnce = (pattern, replacement) => {
    if (!pattern.test(script)) throw new Error(`workbench.js has no ${pattern.source}`);
    return script.replace(pattern, replacement);
  };
  script = replaceOnce(
    /(get userRoamingDataHome\(\)\{return \w+\(\w+\.file\(this\.userDataPath\)\.with\(\{scheme:\w+\.)vscodeRemote(\}\))/,
    '$1vscodeUserData$2',
  );
  return replaceOnce(/(\.\.\.JSON\.parse\(\w+\)),remoteAuthority:location\.host\}/, '$1}');
}
