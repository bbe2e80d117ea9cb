import { expect, test } from 'vitest';
import { withoutNetwork } from '../../client/restricted.ts';

test('in Restricted Mode the network stays off, whatever the settings say', () => {
  const settings = { profile: 'strict', online: { enable: true } };
  expect(withoutNetwork(settings)).toEqual({ profile: 'strict', online: { enable: false } });
  expect(withoutNetwork({})).toEqual({ online: { enable: false } });
  expect(withoutNetwork(null)).toBeNull();
});
