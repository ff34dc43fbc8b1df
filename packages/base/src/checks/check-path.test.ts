import { expect, it } from 'vitest';
import { checkPath } from './check-path.js';

it('checkPath accepts a path and rejects everything else, naming the argument', () => {
  expect(() => checkPath('load', 'folder', 'a/b', 'a folder')).not.toThrow();
  for (const [value, got] of [
    ['', '""'],
    [5, '5'],
    [undefined, 'undefined'],
  ] as const) {
    expect(() => checkPath('load', 'folder', value, 'a folder')).toThrow(
      `load: folder must be the path of a folder; got ${got}.`,
    );
  }
});
