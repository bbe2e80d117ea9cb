import { readFileSync, realpathSync } from 'node:fs';
import { rules } from '../../../rules/registry.generated.ts';
import type { FixSafety, Profile } from '../../core/finding.ts';
import { settleFixes } from '../../core/fix.ts';
import { Registry } from '../../core/registry.ts';
import { maskSpans, SecretTexts } from '../../core/text/mask.ts';
import type { Span } from '../../core/text/source.ts';
import { isInside, toSlashes } from '../../host/project.ts';
import { decode, explain } from '../../host/read-text.ts';
import type { Invocation } from '../args.ts';
import { type DiffSide, unifiedDiff } from '../diff.ts';
import type { Job } from '../jobs.ts';
import { Linter } from '../linter.ts';
import { print, replaceFile, warn } from '../output.ts';
import { type RunResult, run } from '../run.ts';
import { printableLine } from '../style.ts';
import { selectionOf, warnOf } from './check.ts';

/** `pipewarden fix`: writes the fixes, or prints the difference. Returns the exit status: 2 when a file was refused. */
export async function fix({ operands, options }: Invocation): Promise<number> {
  const result = await run({
    registry: new Registry(rules),
    selection: selectionOf(operands, options),
    configFile: options.config,
    profile: options.profile as Profile | undefined,
    failOn: undefined,
    fixes: true,
    excerpts: false,
  });
  const session = new Session(result, options.unsafe ? 'unsafe' : 'safe');
  const pieces: string[] = [];
  for (const job of session.fixable()) pieces.push(await session.fix(job, options.diff !== undefined));
  if (!options.diff && !session.hasStandardInput) pieces.push(session.summary());
  await print(pieces);
  warnOf(result.report.errors);
  return result.hasFailed || session.hasRefused ? 2 : 0;
}

/** A text with the places in it that must not be shown. */
interface Revision {
  readonly text: string;
  readonly secrets: readonly Span[];
}

class Session {
  readonly #result: RunResult;
  readonly #safety: FixSafety;
  readonly #linter: Linter;
  #files = 0;
  #findings = 0;
  #refused = 0;

  constructor(result: RunResult, safety: FixSafety) {
    this.#result = result;
    this.#safety = safety;
    // With excerpts, so that the places of all secrets are known, those of rules that are off too.
    const settings = { ...result.settings, excerpts: true };
    this.#linter = new Linter(result.report.registry, settings, undefined, result.online);
  }

  get hasRefused(): boolean {
    return this.#refused > 0;
  }

  /** True when the text came in by standard input, and so goes out by standard output. */
  get hasStandardInput(): boolean {
    return this.#result.targets.jobs.withContent().next().done === false;
  }

  /** The jobs that have something to fix; standard input always, since its text has to come out again. */
  fixable(): readonly Job[] {
    const paths = new Set(
      this.#result.report.findings
        .filter(
          ({ suppressed, fixes }) =>
            !suppressed && fixes.some(({ safety }) => safety === 'safe' || this.#safety === 'unsafe'),
        )
        .map(({ identity, project }) => `${project} ${identity}`),
    );
    return [...this.#result.targets.jobs].filter(
      (job) => job.content || paths.has(`${job.project} ${this.#linter.identityOf(job)}`),
    );
  }

  /** Fixes one file and returns what to print of it. */
  async fix(job: Job, diffOnly: boolean): Promise<string> {
    const shown = toSlashes(job.path);
    try {
      const content = job.content ?? decode(this.#bytesOf(job));
      if (content.is !== 'text') throw new Refusal(content.is === 'error' ? content.message : 'it is binary');
      const { text, passes } = await settleFixes(content.text, this.#safety, async (current) => {
        const linted = await this.#linter.lint(job, current);
        return linted && { document: linted.document, findings: linted.report.findings };
      });
      if (diffOnly) {
        const [before, after] = [await this.#revision(job, content.text), await this.#revision(job, text)];
        return unifiedDiff(shown, mask(before, []), mask(after, secretsOf(before)));
      }
      if (job.content) return text;
      if (text === content.text) return '';
      replaceFile(realpathSync(job.path), [text]);
      const applied = passes.reduce((sum, pass) => sum + pass.applied.length, 0);
      this.#files++;
      this.#findings += applied;
      return `${printableLine(shown)}: ${applied} fixed\n`;
    } catch (error) {
      const words = error instanceof Refusal ? error.message : explain(error, 'written');
      this.#refused++;
      warn(`${printableLine(shown)}: left as it is: ${words}`);
      return '';
    }
  }

  summary(): string {
    if (this.#files === 0) return 'Nothing to fix.\n';
    const [findings, files] = [this.#findings, this.#files];
    return `Fixed ${findings} finding${findings === 1 ? '' : 's'} in ${files} file${files === 1 ? '' : 's'}.\n`;
  }

  /** The bytes of a file that may be written: it lies in its project, and decoding it loses nothing. */
  #bytesOf(job: Job): Buffer {
    const target = realpathSync(job.path);
    const { root } = this.#result.settings.projects[job.project]!;
    if (!isInside(target, realpathSync(root))) {
      throw new Refusal('a symbolic link leads out of the project');
    }
    const bytes = readFileSync(target);
    if (!Buffer.from(bytes.toString('utf8'), 'utf8').equals(bytes)) {
      throw new Refusal('it is not written in UTF-8');
    }
    return bytes;
  }

  async #revision(job: Job, text: string): Promise<Revision> {
    const linted = await this.#linter.lint(job, text);
    return { text, secrets: linted?.report.secrets ?? [] };
  }
}

class Refusal extends Error {}

/** A secret that a fix moved is a secret where it is now. */
function mask({ text, secrets }: Revision, known: readonly string[]): DiffSide {
  const shown = new SecretTexts(known).starred(maskSpans(text, secrets));
  return { text, shown };
}

function secretsOf({ text, secrets }: Revision): readonly string[] {
  return secrets.map(({ start, end }) => text.slice(start, end)).filter((secret) => secret.length >= 6);
}
