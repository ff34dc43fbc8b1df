import { expect, it } from 'vitest';
import { shownAddress } from './redis.js';

it.each([
  ['redis://:secret@example.com:6380/2', 'redis://:…@example.com:6380/2'],
  ['redis://a%ffb:secret@example.com', 'redis://a%ffb:…@example.com'],
  ['rediss://example.com', 'rediss://example.com'],
])('shows %s without its password', (address, shown) => {
  expect(shownAddress(address)).toBe(shown);
});
