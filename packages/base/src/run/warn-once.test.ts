import { expect, it } from 'vitest';
import { warnOnce } from './warn-once.js';

it('passes each message on once, in the order of their first calls', () => {
  const passed: string[] = [];
  const warn = warnOnce((message) => passed.push(message));
  for (const message of ['b', 'a', 'b', 'a', 'c']) warn(message);
  expect(passed).toEqual(['b', 'a', 'c']);
});
