/**
 * Which tests run, by the environment variable `CSM_TESTS`:
 *
 * - `fast`: no browsers, trainings, examples or slow comparisons (listed in `vitest.workspace.ts`);
 * - `standard`: all test files, the slow comparisons on fewer backends;
 * - `full`: everything on every backend.
 */
export type TestSet = 'fast' | 'standard' | 'full';

export const TEST_SET: TestSet = testSet(process.env.CSM_TESTS ?? 'standard');

function testSet(name: string): TestSet {
  if (name === 'fast' || name === 'standard' || name === 'full') return name;
  throw new Error(`CSM_TESTS: expected fast, standard or full; got "${name}".`);
}
