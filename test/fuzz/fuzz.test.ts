import { expect, it } from 'vitest';
import { READER_NAMES } from './readers.js';
import { run } from './run.js';

// A few of the damaged files of `npx tsx test/fuzz/main.ts`.
it.each(READER_NAMES)('%s: damaged files are opened or refused by name', async (reader) => {
  const { counts, faults } = await run(reader, { files: 40, seed: 5 });
  expect(faults).toEqual([]);
  expect(counts.opened + counts.refused).toBe(40);
});
