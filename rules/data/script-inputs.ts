/*
 * Inputs of popular actions whose text is run as code, with the language it is in. Entered by hand from the actions'
 * own `action.yml` and README, 2026-11. Keys and inputs are in lower case.
 */

export type ScriptInputLanguage = 'javascript' | 'shell' | 'other';

export const SCRIPT_INPUTS: Readonly<Record<string, Readonly<Record<string, ScriptInputLanguage>>>> = {
  '8398a7/action-slack': { custom_payload: 'javascript' },
  'actions/github-script': { script: 'javascript' },
  'addnab/docker-run-action': { options: 'shell', run: 'shell' },
  'amadevus/pwsh-script': { script: 'other' },
  'appleboy/ssh-action': { script: 'shell' },
  'azure/cli': { inlinescript: 'shell' },
  'azure/powershell': { inlinescript: 'other' },
  'cardinalby/js-eval-action': { expression: 'javascript' },
  'coactions/setup-xvfb': { run: 'shell' },
  'devorbitus/yq-action-output': { cmd: 'shell' },
  'gautamkrishnar/blog-post-workflow': { item_exec: 'javascript' },
  'gabrielbb/xvfb-action': { run: 'shell' },
  'imjohnbo/issue-bot': {
    body: 'other',
    'linked-comments-new-issue-text': 'other',
    'linked-comments-previous-issue-text': 'other',
  },
  'jannekem/run-python-script-action': { script: 'other' },
  'lucasbento/auto-close-issues': { 'issue-close-message': 'other' },
  'mikefarah/yq': { cmd: 'shell' },
  'nick-fields/retry': { command: 'shell', on_retry_command: 'shell' },
  'nick-invision/retry': { command: 'shell', on_retry_command: 'shell' },
  'reactivecircus/android-emulator-runner': { script: 'shell', 'pre-emulator-launch-script': 'shell' },
  'roots/issue-closer-action': { 'issue-close-message': 'other', 'pr-close-message': 'other' },
  'sergeysova/jq-action': { cmd: 'shell' },
  'skitionek/notify-microsoft-teams': { overwrite: 'javascript' },
  'tibdex/backport': {
    body_template: 'other',
    head_template: 'other',
    labels_template: 'other',
    title_template: 'other',
  },
  'wandalen/wretry.action': { command: 'shell', pre_retry_command: 'shell' },
};
