/** A role as `aws iam get-role` prints it, open to such runs of one repository. */
export function roleFile(run: string): string {
  const issuer = 'token.actions.githubusercontent.com';
  const statement = {
    Effect: 'Allow',
    Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${issuer}` },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: {
      StringEquals: { [`${issuer}:aud`]: 'sts.amazonaws.com' },
      StringLike: { [`${issuer}:sub`]: `repo:example-org/shop:${run}` },
    },
  };
  const policy = { Version: '2012-10-17', Statement: [statement] };
  return JSON.stringify({ Role: { RoleName: 'deploy', AssumeRolePolicyDocument: policy } }, undefined, 2);
}

/** A workflow that takes that role on any push, in an environment or in none. */
export function roleWorkflow(environment: string | undefined): string {
  return `on: push
permissions:
  id-token: write
jobs:
  deploy:
    runs-on: ubuntu-latest
    timeout-minutes: 10
${environment ? `    environment: ${environment}\n` : ''}    steps:
      - uses: aws-actions/configure-aws-credentials@a9ce3e0c6e83ae5ea1f3e2bb4d2b2f8a7fb5f6d1 # v4
        with:
          role-to-assume: arn:aws:iam::111122223333:role/deploy
          aws-region: eu-central-1
`;
}
