import { expect, it } from 'vitest';
import { distinctNames, fileName } from './file-name.js';

it('keeps letters of all scripts, and replaces what a file name cannot have', () => {
  expect(['grad*input', 'Brille ä', '../Smiling', '眼镜', '..', ''].map(fileName)).toEqual([
    'grad-input',
    'Brille-ä',
    '..-Smiling',
    '眼镜',
    '-',
    '-',
  ]);
});

it('numbers names that a file system may not tell apart', () => {
  const distinct = distinctNames();
  expect(['a-b', 'a-b', 'A-B', 'a-b-2', 'c'].map(distinct)).toEqual([
    'a-b',
    'a-b-2',
    'A-B-3',
    'a-b-2-2',
    'c',
  ]);
});
