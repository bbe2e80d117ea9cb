#!/usr/bin/env node
// The command as it is installed. It starts the bundle with the code that V8 compiled when the bundle was built, which
// saves a third of the start; where there is none for this version of Node, or V8 refuses it, the bundle is compiled as
// any other file is. V8 checks its own version and flags and the bundle's length; the build writes both files together.
'use strict';
const { existsSync, readFileSync } = require('node:fs');
const path = require('node:path');

const bundle = path.join(__dirname, 'cli-main.cjs');
// V8 prints a complaint about a flag that it does not know.
const V8_WITH_BUDGET = /^1[123]\./;
const cache = path.join(__dirname, `cli-main.${process.version}-${process.platform}-${process.arch}.cache`);

if (!existsSync(cache)) require(bundle);
else {
  // Set when the shell parser is loaded, see server/host/node-shell.ts; but V8 takes its code only under the flags that
  // it was made with.
  const v8 = require('node:v8');
  v8.setFlagsFromString('--liftoff-only');
  // A run over many files is over before most of what the optimising compiler makes has paid for itself; this lets it
  // wait for functions that run nine times as long, and saves a third of the processor's time.
  if (V8_WITH_BUDGET.test(process.versions.v8)) v8.setFlagsFromString('--interrupt-budget=600000');
  const { Script } = require('node:vm');
  const source = `(function (exports, require, module, __filename, __dirname) {${readFileSync(bundle, 'utf8')}\n})`;
  const cachedData = readFileSync(cache);
  const script = new Script(source, { filename: bundle, cachedData });
  const bundled = { exports: {} };
  script.runInThisContext()(bundled.exports, require, bundled, bundle, __dirname);
  // The build asks for what was compiled, with the functions that a first run needed.
  module.exports = { compiled: () => script.createCachedData(), isRefused: () => script.cachedDataRejected };
}
