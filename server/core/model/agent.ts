import { type AgentAction, agentAction } from '../../../rules/data/agent-actions.ts';
import type { CommandLine } from '../parse/command-lines.ts';
import type { Source, Span } from '../text/source.ts';
import { commandsOf, type PipelineJob } from './pipeline.ts';

/*
 * Programs and actions that let a language model act: it reads files and the web, writes files and runs commands. What it
 * reads it may also obey. Entered by hand from the products' documentation (read 2026-11).
 */

/** A cheap test that is false for scripts in which no agent runs. */
export const AGENT_HINT =
  /\b(?:claude|gemini|cursor-agent|aider|openhands|goose|codex|opencode|copilot|amazonq|q\s+chat|amp\s+-x)\b/;

/** Whether a file mentions an agent at all. */
export function mentionsAgent(source: Source): boolean {
  return source.has(MENTION);
}

/** Commands and the names of actions. */
const MENTION = new RegExp(`${AGENT_HINT.source}|pr-agent|pr-reviewer|codeball|sourcery`, 'i');

const AGENT =
  /^(?:(?:npx|bunx|pnpx|pnpm\s+dlx|uvx|pipx\s+run|uv\s+run)\s+(?:-\S+\s+)*(?:@anthropic-ai\/claude-code|@openai\/codex|@google\/gemini-cli|@github\/copilot|aider(?:-chat)?|goose|claude|codex|gemini)(?:@\S+)?|(?:\S*\/)?(?:claude|gemini|cursor-agent|aider|openhands|goose|codex|opencode)|q\s+chat|copilot|amp\s+-x)(?=\s|$)(?!\s+(?:--?version|-v|--help|-h|update|install|mcp|config|configure|login|auth|doctor|plugin|setup-token)(?:\s|$))/;

/** True when the command hands a task to an agent. */
export function isAgentCommand({ text }: CommandLine): boolean {
  return AGENT.test(text);
}

/** A cheap test that is false for scripts in which no agent is unbound. */
export const UNBOUND_HINT =
  /--(?:dangerously|permission-mode|yolo|approval-mode|trust-all|full-auto|sandbox|allow|no-confirm|yes-always|force|auto)/;

/** Options that let an agent do anything without asking. */
const UNBOUND =
  /\s(?:--dangerously-skip-permissions|--permission-mode[= ]bypassPermissions|--yolo|--approval-mode[= ]yolo|--trust-all-tools|--full-auto|--dangerously-bypass-approvals-and-sandbox|--sandbox[= ]danger-full-access|--allow-all-tools|--allow-all|--dangerously-allow-all|--no-confirm|--yes-always|--force|--auto(?=\s|$)|--allowed-?[tT]ools[= ]["']?(?:\*|\.\*|all|Bash(?:\(\*\))?)["']?(?=[\s,]|$))/;

/** The option by which an agent's command asks for no permission; undefined for none. */
export function unboundOption(line: CommandLine): string | undefined {
  const option = UNBOUND.exec(line.text)?.[0].trim();
  // To force is one thing for a model and another for other programs; `aider --auto` commits on its own.
  if (option === '--force' && !/^(?:\S*\/)?cursor-agent/.test(line.text)) return undefined;
  return option;
}

/** Options and settings by which an input of an action lets the agent do anything without asking. */
export const UNBOUND_INPUT =
  /^unsafe$|danger-full-access|--dangerously-[\w-]+|--permission-mode[= ]bypassPermissions|"defaultMode"\s*:\s*"bypassPermissions"|--yolo|--approval-mode[= ]yolo|"sandbox"\s*:\s*false|"autoAccept"\s*:\s*true/;
const TOOL_OPTION = /--allowed-?[tT]ools[= ]\s{0,9}("[^"\n]{0,1000}"|'[^'\n]{0,1000}'|\S{1,1000})/;
/** A tool that acts without bounds; `Bash(gh issue view:*)` has some. */
const WIDE_TOOL =
  /(?:^|[\s,"'])(?:Bash(?:\((?:\*|\*:\*|:\*)\))?|Write|Edit|MultiEdit|NotebookEdit|\*)(?:$|[\s,"'])/;

/** The option in a text of options that lets the agent write files or run any command; undefined for none. */
export function wideToolOption(options: string): RegExpExecArray | undefined {
  const found = TOOL_OPTION.exec(options);
  return found && hasWideTool(found[1]!) ? found : undefined;
}

/** True when a list of tools holds one that writes files or runs any command. */
export function hasWideTool(tools: string): boolean {
  return WIDE_TOOL.test(tools);
}

/** Where a job runs an agent, by an action that `counts` or by a command; undefined where it does not. */
export function agentIn(job: PipelineJob, counts: (action: AgentAction) => boolean): Span | undefined {
  for (const { name, span } of job.actions) {
    const action = agentAction(name);
    if (action && counts(action)) return span;
  }
  for (const { line, span } of commandsOf(job, AGENT_HINT)) if (isAgentCommand(line)) return span;
  return undefined;
}
