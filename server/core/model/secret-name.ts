const SECRET =
  /(?:^|[_-])(?:SECRETS?|TOKENS?|PASSWORDS?|PASSWD|PASSPHRASE|PWD|CREDENTIALS?|(?:PRIVATE|API|ACCESS|AUTH|SSH|DEPLOY|SIGNING|ENCRYPTION|ACCOUNT|SECRET)[_-]?KEY|APIKEY)(?:[_-]|$)/i;
/** Names of places, names and switches around a secret, not of the secret itself. */
const AROUND =
  /[_-](?:FILE|PATH|DIR|URL|URI|NAME|ID|TYPE|VERSION|ARN|LENGTH|COUNT|EXPIRY|TTL|ENABLED|REGION|USER(?:NAME)?)$|^(?:USE|ENABLE|SKIP|WITH|NO|HAS|IS)_|PUBLIC|KNOWN_HOSTS|HOST_KEY|^(?:OLD)?PWD$/i;

/**
 * True when the name of a variable, argument or parameter says that it holds a secret, whose value is not in the file.
 * Where a value is written out, `isSecretName` of `secrets/value.ts` asks: it takes names of every spelling, since the
 * value speaks too, and knows words such as `MAX_TOKEN` that mean something else.
 */
export function mayHoldSecret(name: string): boolean {
  return SECRET.test(name) && !AROUND.test(name);
}

const SECRET_READ = /\$\{\{[^}]*\bsecrets\.(?!github_token\b)(\w+)/i;

/** The name of the first secret that an expression in `text` reads, but for GitHub's own token. */
export function secretReadIn(text: string): string | undefined {
  return SECRET_READ.exec(text)?.[1];
}

/** True for `${{ secrets.NAME }}` and nothing else. */
export function isSecretExpression(text: string): boolean {
  return /^\$\{\{\s*secrets\.\w+\s*\}\}$/.test(text);
}

const SETTING = /(?:HOST|URL|BUCKET|ROLE|ARN|REGION|NAME|USER|EMAIL|_ID)$/i;

/** True when the name of a secret says that it holds an address or a name, which is only kept with the secrets. */
export function isSettingName(name: string): boolean {
  return SETTING.test(name);
}
