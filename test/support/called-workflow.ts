/** Where the workflow that calls another one of its repository lies, and the one that it calls. */
export const CI = '.github/workflows/ci.yml';
export const CALLED = '.github/workflows/called.yml';

/** A workflow that hands text of an outsider on; what the called one does with it decides whether that does harm. */
export const CALLER = `on: issues
permissions: {}
jobs:
  call:
    uses: ./.github/workflows/called.yml
    with:
      title: \${{ github.event.issue.title }}
`;

/** Called workflows: this one pastes the text into its script, a finding in the caller; the other one reads a variable. */
export const PASTES = called(`echo "\${{ inputs.title }}"`);
export const READS = called('echo "$TITLE"');

function called(script: string): string {
  return `on:
  workflow_call:
    inputs:
      title:
        type: string
permissions: {}
jobs:
  work:
    runs-on: ubuntu-latest
    steps:
      - run: ${script}
        env:
          TITLE: \${{ inputs.title }}
`;
}
