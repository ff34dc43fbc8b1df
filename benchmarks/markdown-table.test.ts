import { expect, it } from 'vitest';
import { markdownTable } from './markdown-table.js';

it('the columns of a table are as wide as their widest cell', () => {
  expect(markdownTable(['a', 'two'], [['long', '−']])).toBe('| a    | two |\n| ---- | --- |\n| long | −   |');
});
