#!/usr/bin/env node
// The command as it is installed. It starts the bundle with the code that V8 compiled when the bundle was built, which
// saves a third of the start; where there is none for this version of Node, or V8 refuses it, the bundle is compiled as
// any other file is. V8 checks its own version, the bundle's length and
// its flags, which therefore nothing may change before the bundle is loaded; the build writes both files together.
'use strict';
const { existsSync, readFileSync } = require('node:fs');
const path = require('node:path');

const bundle = path.join(__dirname, 'cli-main.cjs');
const cache = path.join(__dirname, `cli-main.${process.version}-${process.platform}-${process.arch}.cache`);

if (!existsSync(cache)) require(bundle);
else {
  const { Script } = require('node:vm');
  const source = `(function (exports, require, module, __filename, __dirname) {${readFileSync(bundle, 'utf8')}\n})`;
  const cachedData = readFileSync(cache);
  const script = new Script(source, { filename: bundle, cachedData });
  const bundled = { exports: {} };
  script.runInThisContext()(bundled.exports, require, bundled, bundle, __dirname);
  // The build asks for what was compiled, with the functions that a first run needed.
  module.exports = { compiled: () => script.createCachedData(), isRefused: () => script.cachedDataRejected };
}
