import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { CATEGORIES } from '../scripts/docs-site/categories.mjs';
import { type PublicExport, readPublicApi } from './public-exports.js';

/** The text of the tag `@category` of an export; undefined without one. */
function categoryOf({ symbol }: PublicExport): string | undefined {
  const tag = symbol.getJsDocTags().find(({ name }) => name === 'category');
  return tag && ts.displayPartsToString(tag.text);
}

describe('@category', () => {
  const values = readPublicApi().entries.flatMap(({ name: entry, exports }) =>
    exports
      .filter(({ isValue }) => isValue)
      .map((value) => ({ name: `${entry} ${value.name}`, category: categoryOf(value) })),
  );

  // The site groups names by it. Types need none.
  it('is on every exported function and constant, with a category of scripts/docs-site/categories.mjs', () => {
    const without = values.filter(({ category }) => category === undefined || !CATEGORIES.includes(category));
    expect(without.map(({ name, category }) => `${name}: ${category}`)).toEqual([]);
  });

  it('has no category in the list that no name has', () => {
    const used = new Set(values.map(({ category }) => category));
    const modules = ['Packages', 'Subpaths'];
    expect(CATEGORIES.filter((category) => !used.has(category) && !modules.includes(category))).toEqual([]);
  });
});
