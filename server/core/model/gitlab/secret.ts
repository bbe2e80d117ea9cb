import { mayHoldSecret } from '../secret-name.ts';

/** Ends of names that a secret's variable has in pipelines, besides those that are such anywhere. */
const ENDS = /(?:^|_)(?:PASS|KEY|CERT)$/i;
/** Keys that are no secrets: of caches, of public halves. */
const OPEN = /(?:CACHE|PUBLIC|PUB|HOST|SORT|PRIMARY|PARTITION)_KEY$|CA_CERT$/i;

/** True when the name of a pipeline's variable says that its value is a secret. */
export function isSecretVariable(name: string): boolean {
  return mayHoldSecret(name) || (ENDS.test(name) && !OPEN.test(name));
}

/** Paths of artifacts that look like files with secrets. */
export const SENSITIVE_FILE =
  /(?:^|\/)\.env(?:\.(?!example|sample|template|dist)[\w.-]+)?$|\.(?:pem|key|p12|pfx|jks|keystore|kdbx|ppk|asc)$|(?:^|\/)id_(?:rsa|dsa|ecdsa|ed25519)$|\.tfstate(?:\.|$)|(?:^|\/)\.(?:npmrc|pypirc|netrc|aws|ssh|kube|docker)(?:\/|$)|(?:^|[/_.-])(?:secrets?|passwords?|passwd|credentials?|kubeconfig)(?:[/_.-]|$)|(?:^|\/)shadow$/i;
