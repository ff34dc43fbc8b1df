import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { modulesOf } from './modules.js';
import { pages } from './pages.js';
import { FAULT, writeResults } from './results.js';
import { typeErrors } from './type-check.js';

const typescript = pages
  .map((page) => ({
    path: page.path,
    modules: modulesOf(page).filter(({ block, example }) => block.language === 'ts' && !example),
  }))
  .filter(({ modules }) => modules.length > 0);

describe('types of code blocks', () => {
  let errors: ReturnType<typeof typeErrors>;
  beforeAll(() => {
    errors = typeErrors(typescript.flatMap(({ modules }) => modules));
  });

  afterAll(() => {
    const faulty = typescript
      .flatMap(({ modules }) => modules)
      .filter(({ path }) => errors.get(path)?.length);
    const results = faulty.map(({ place }) => ({ place, language: 'ts', how: FAULT }));
    writeResults('types', results);
  });

  it.each(typescript)('$path', ({ path: page, modules }) => {
    expect(
      modules.flatMap(({ path }) => (errors.get(path) ?? []).map((error) => `${page}:${error}`)),
    ).toEqual([]);
  });
});
