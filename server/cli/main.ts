import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { rules } from '../../rules/registry.generated.ts';
import { classify } from '../core/classify.ts';
import { DEFAULT_CONFIG } from '../core/config/config.ts';
import { Document, type Services } from '../core/document.ts';
import { compareFindings, PROFILES, type Profile } from '../core/finding.ts';
import { lint } from '../core/lint.ts';
import { Registry } from '../core/registry.ts';
import { Source } from '../core/text/source.ts';
import { loadShellParser } from '../host/shell.ts';

// Provisional: the command-line work replaces this file.
const args = process.argv.slice(2).filter((arg) => arg !== 'check');
const profile = (args.find((arg) => arg.startsWith('--profile='))?.slice(10) ?? 'default') as Profile;
if (!PROFILES.includes(profile)) throw new Error(`no profile ${profile}`);
const json = args.includes('--format=json');
const services: Services = {};
const registry = new Registry(rules);

function* walk(target: string): Generator<string> {
  if (!statSync(target).isDirectory()) return yield target;
  for (const entry of readdirSync(target)) {
    if (entry !== '.git' && entry !== 'node_modules') yield* walk(path.join(target, entry));
  }
}

async function main(): Promise<void> {
  const findings = [];
  let files = 0;
  const begin = performance.now();
  for (const target of args.filter((arg) => !arg.startsWith('--'))) {
    for (const file of walk(target)) {
      files++;
      const text = readFileSync(file, 'utf8');
      const kind = classify(file, text);
      if (!kind) continue;
      const document = new Document(new Source(file, text), kind, services);
      const options = { registry, config: { ...DEFAULT_CONFIG, profile }, excerpts: false, fixes: json };
      let report = lint(document, options);
      if (report.needs.length > 0) {
        const wasm = path.join(__dirname, 'wasm');
        services.shell = await loadShellParser({
          runtime: readFileSync(path.join(wasm, 'web-tree-sitter.wasm')),
          grammar: readFileSync(path.join(wasm, 'tree-sitter-bash.wasm')),
        });
        report = lint(document, options);
      }
      findings.push(...report.findings);
    }
  }
  findings.sort(compareFindings);
  if (json) console.log(JSON.stringify({ findings }));
  else {
    for (const { path: file, range, severity, ruleId, message } of findings) {
      console.log(`${file}:${range.start.line}:${range.start.column}: ${severity} ${ruleId}: ${message}`);
    }
    console.error(
      `${findings.length} findings in ${files} files, ${Math.round(performance.now() - begin)} ms`,
    );
  }
}

void main();
