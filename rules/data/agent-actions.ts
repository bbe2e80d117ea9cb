/*
 * Actions that run an AI agent, by name in lower case, with the inputs that hold its guards. Entered by hand from the
 * actions' `action.yml` and README (read 2026-11): anthropics/claude-code-action, openai/codex-action,
 * google-github-actions/run-gemini-cli and their bases.
 */
export interface AgentAction {
  /** Inputs that name who may start it. */
  readonly users: readonly string[];
  /** Inputs that hold options of the agent's program. */
  readonly options: readonly string[];
  /** Inputs that list the tools it may use. */
  readonly tools: readonly string[];
}

const CLAUDE: AgentAction = {
  users: ['allowed_non_write_users', 'allowed_bots'],
  options: ['claude_args', 'settings'],
  tools: ['allowed_tools'],
};
const GEMINI: AgentAction = { users: [], options: ['settings', 'gemini_args'], tools: [] };

export const AGENT_ACTIONS: Readonly<Record<string, AgentAction>> = {
  'anthropics/claude-code-action': CLAUDE,
  'anthropics/claude-code-base-action': CLAUDE,
  'google-gemini/gemini-cli-action': GEMINI,
  'google-github-actions/run-gemini-cli': GEMINI,
  'openai/codex-action': {
    users: ['allow-users'],
    options: ['codex-args', 'safety-strategy', 'sandbox'],
    tools: [],
  },
};
