import { expect, it } from 'vitest';
import { pages, placeOf } from './pages.js';

/** What the tests of this folder do with a block of each language. */
const LANGUAGES = ['ts', 'js', 'sh', 'py', 'python', 'csv', 'json', 'html', 'yaml', 'text'];

it('every block has a language that the tests know', () => {
  const unknown = pages.flatMap((page) =>
    page.blocks
      .filter(({ language }) => language === undefined || !LANGUAGES.includes(language))
      .map((block) => `${placeOf(page, block)}: ${block.language ?? 'no language'}`),
  );
  expect(unknown).toEqual([]);
});
