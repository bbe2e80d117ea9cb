import { secretRule } from '../../server/core/secrets/rule.ts';

export default secretRule({
  id: 'private-key',
  summary: 'A private key stands in the file',
  severity: 'high',
  equivalents: {
    'pipeline-check': ['GHA-008', 'GHA-099', 'GL-003', 'GL-008', 'DF-006'],
    gitleaks: ['private-key', 'age-secret-key'],
    secretlint: ['@secretlint/secretlint-rule-privatekey', '@secretlint/secretlint-rule-gcp'],
  },
  references: ['https://www.rfc-editor.org/rfc/rfc7468'],
  reports: `private keys: PEM and OpenPGP blocks, also on one line with \`\\n\` in it or in base64, PuTTY and age keys. Certificates and public keys are none.`,
  harm: 'With tsomebody key he signs, decrypts or logs in as its owner.',
  revoke:
    'Make a new key, put its public half where the old one was trusted, and keep the private half in a secret store.',
  bad: {
    path: 'buildspec.yml',
    text: `
version: 0.2
phases:
  build:
    commands:
      - |
        cat > signing.pem <<'PEM'
        -----BEGIN RSA PRIVATE KEY-----
        PipewardenNotRealfJo69Ck7R4Btr8UBs7FS7o6S5HbrIFdNDOlC87Q/sexwkcV
        NVAc/hva9FrLhJ+r59ehi/w8BYy87dvani2xjLE/7RaGVoo/ALvpZHtZrjmTJAMJ
        TT1+NXa0IrleG6woopoDzp7O8QuKEh6D0JCk39QmJWikyFE+xzzdAIDhXzK2QkI3
        cBXkLjSgSOUpTP/j33ZyXOivikASDTyPhQz0ziAFnPzMtgBoxpAKLG3JxIyiJG21
        DHtOR3WRbUfXrG7jwrGJ2uN0JMIyF7==
        -----END RSA PRIVATE KEY-----
        PEM
      - make sign
`,
  },
  good: `
version: 0.2
env:
  secrets-manager:
    SIGNING_KEY: build/signing:key
phases:
  build:
    commands:
      - printf '%s' "$SIGNING_KEY" > signing.pem
      - make sign
`,
});
