import { expect, it } from 'vitest';
import { replaceSection } from './replace-section.js';

it('a section of a page is replaced and the rest is unchanged', () => {
  const page = 'a\n<!-- begin x -->\nold\n<!-- end x -->\nb';
  expect(replaceSection(page, 'x', 'new')).toBe('a\n<!-- begin x -->\n\nnew\n\n<!-- end x -->\nb');
  expect(() => replaceSection(page, 'y', 'new')).toThrow('the page has no <!-- begin y -->');
});
