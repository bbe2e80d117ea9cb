import type { SecretFormat } from '../format.ts';
import { CLOUD_FORMATS } from './cloud.ts';
import { HOSTING_FORMATS } from './hosting.ts';
import { KEY_FORMATS } from './keys.ts';
import { REGISTRY_FORMATS } from './registries.ts';
import { VENDOR_FORMATS } from './vendors.ts';

/** All forms of secret, one entry each. What the entries claim is what the vendors document or what tokens show. */
export const FORMATS: readonly SecretFormat[] = [
  ...CLOUD_FORMATS,
  ...HOSTING_FORMATS,
  ...REGISTRY_FORMATS,
  ...KEY_FORMATS,
  ...VENDOR_FORMATS,
];
