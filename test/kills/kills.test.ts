import { expect, it } from 'vitest';
import { killTests } from './kill-tests.js';

// A few of the kills of `npx tsx test/kills/main.ts`.
it.each(['encode', 'encode-again', 'save-vae', 'concepts'])(
  '%s: nothing is lost, and the next run resumes',
  async (name) => {
    const { kills, resumed, faults } = await killTests(name, { kills: 4, seed: 1 });
    expect(faults).toEqual([]);
    expect([kills, resumed]).toEqual([4, 4]);
  },
);

// Commands that write folders: 2 kills each, before a step and at a moment that are drawn; of the slow ones, whose folders are written by
// the same functions, 1.
it.each([
  ...['encode', 'concept', 'explain', 'train'].map((command) => [command, 2] as const),
  ...['report', 'faces', 'tissue', 'run'].map((command) => [command, 1] as const),
])('csm %s: no half-written file, and the same command continues to equal bytes', async (command, times) => {
  const { kills, resumed, faults } = await killTests(`csm-${command}`, { kills: times, seed: 1 });
  expect(faults).toEqual([]);
  expect([kills, resumed]).toEqual([times, times]);
});
