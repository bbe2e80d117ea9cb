/*
 * Actions that run an AI agent, by name in lower case, with the inputs that hold its guards. Entered by hand from the
 * actions' `action.yml` and README (read 2026-11).
 */
export interface AgentAction {
  /** True when the agent works on the files of the job; the others only read a pull request and comment on it. */
  readonly changesFiles: boolean;
  /** Inputs that name who may start it. */
  readonly users: readonly string[];
  /** Inputs that hold options of the agent's program. */
  readonly options: readonly string[];
  /** Inputs that list the tools it may use. */
  readonly tools: readonly string[];
}

const CLAUDE: AgentAction = {
  changesFiles: true,
  users: ['allowed_non_write_users', 'allowed_bots'],
  options: ['claude_args', 'settings'],
  tools: ['allowed_tools'],
};
const CODEX: AgentAction = {
  changesFiles: true,
  users: ['allow-users'],
  options: ['codex-args', 'safety-strategy', 'sandbox'],
  tools: [],
};
const GEMINI: AgentAction = {
  changesFiles: true,
  users: [],
  options: ['settings', 'gemini_args'],
  tools: [],
};
const REVIEWER: AgentAction = { changesFiles: false, users: [], options: [], tools: [] };

const AGENT_ACTIONS: ReadonlyMap<string, AgentAction> = new Map([
  ['anthropics/claude-code-action', CLAUDE],
  ['anthropics/claude-code-base-action', CLAUDE],
  ['coderabbitai/ai-pr-reviewer', REVIEWER],
  ['codiumai/pr-agent', REVIEWER],
  ['google-gemini/gemini-cli-action', GEMINI],
  ['google-github-actions/run-gemini-cli', GEMINI],
  ['openai/codex-action', CODEX],
  ['qodo-ai/pr-agent', REVIEWER],
  ['sourcery-ai/action', REVIEWER],
  ['sturdy-dev/codeball-action', REVIEWER],
  ['the-pr-agent/pr-agent', REVIEWER],
]);

/** The agent that an action runs, by the action's name in lower case; undefined for other actions. */
export function agentAction(name: string): AgentAction | undefined {
  return AGENT_ACTIONS.get(name);
}
