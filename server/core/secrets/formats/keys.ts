import { checkEncodedPem, checkPem } from '../checks.ts';
import type { SecretFormat } from '../format.ts';

export const KEY_FORMATS: readonly SecretFormat[] = [
  {
    // RFC 7468 and OpenPGP armour; the body may be indented, quoted, or one line with `\n` in it.
    id: 'private-key-block',
    family: 'private-key',
    name: 'Private key',
    literals: ['-----BEGIN '],
    pattern:
      /-----BEGIN (?:[A-Z0-9]{2,10} ){0,2}PRIVATE KEY(?: BLOCK)?-----(?:(?:[^-]|-(?!----)){20,16000}-----END (?:[A-Z0-9]{2,10} ){0,2}PRIVATE KEY(?: BLOCK)?-----|(?:\\[nr]|\s){1,20}[A-Za-z0-9+/=]{40,100}(?:\s{1,20}[A-Za-z0-9+/=]{40,100}){0,400})/y,
    boundary: false,
    entropy: 0,
    check: checkPem,
  },
  {
    id: 'encoded-private-key',
    family: 'private-key',
    name: 'Private key in base64',
    literals: ['LS0tLS1CRUdJTi'],
    pattern: /LS0tLS1CRUdJTiB[A-Za-z0-9+/]{80,16000}={0,2}/y,
    entropy: 0,
    check: checkEncodedPem,
  },
  {
    id: 'putty-private-key',
    family: 'private-key',
    name: 'PuTTY private key',
    literals: ['Private-Lines: '],
    pattern: /Private-Lines: \d{1,4}\s{1,4}([A-Za-z0-9+/=]{40,100}(?:\s{1,4}[A-Za-z0-9+/=]{4,100}){0,200})/y,
    entropy: 0,
  },
  {
    id: 'age-secret-key',
    family: 'private-key',
    name: 'Age secret key',
    literals: ['AGE-SECRET-KEY-1'],
    pattern: /AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}(?![A-Z0-9])/y,
  },
];
