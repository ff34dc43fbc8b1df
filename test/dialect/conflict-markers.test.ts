import { expect, it } from 'vitest';
import { packageSources } from './sources.js';

// In a comment they are valid TypeScript, so neither the compiler nor Biome finds them.
it('no source contains the conflict markers of a merge', () => {
  const marked = packageSources().filter(({ text }) => /^(<{7}|={7}|>{7})( |$)/m.test(text));
  expect(marked.map(({ fileName }) => fileName)).toEqual([]);
});
