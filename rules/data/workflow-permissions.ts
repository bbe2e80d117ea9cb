/*
 * The permissions of a job's token and the levels each takes. After the schema `workflow-v1.0.json` of GitHub's own
 * parser; entered by hand, 2026-11.
 */

const ALL = ['read', 'write', 'none'];
const READ = ['read', 'none'];
const WRITE = ['write', 'none'];

export const PERMISSION_LEVELS: Readonly<Record<string, readonly string[]>> = {
  actions: ALL,
  'artifact-metadata': ALL,
  attestations: ALL,
  checks: ALL,
  contents: ALL,
  'copilot-requests': WRITE,
  deployments: ALL,
  discussions: ALL,
  'id-token': WRITE,
  issues: ALL,
  models: READ,
  packages: ALL,
  pages: ALL,
  'pull-requests': ALL,
  'repository-projects': ALL,
  'security-events': ALL,
  statuses: ALL,
  'vulnerability-alerts': READ,
};
