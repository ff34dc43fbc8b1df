import { expect, it } from 'vitest';
import { warnOncePerKind } from './warn-once-per-kind.js';

it('passes on the first of the messages that differ in numbers alone', () => {
  const passed: string[] = [];
  const warn = warnOncePerKind((message) => passed.push(message));
  for (const message of [
    'sample 6: gap 1.5e-3',
    'sample 12: gap 4',
    'sample x: gap 4',
    'sample 6: gap 1.5e-3',
    'b',
  ])
    warn(message);
  expect(passed).toEqual(['sample 6: gap 1.5e-3', 'sample x: gap 4', 'b']);
});
