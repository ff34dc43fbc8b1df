import { expect, it, vi } from 'vitest';
import { summary } from '../session/state.js';
import type { Summary } from '../session/summary.js';
import { addFiles, found, loading } from './load.js';
import type { LoadedFiles } from './loaded-files.js';

const { answers } = vi.hoisted(() => ({ answers: [] as ((loaded: LoadedFiles) => void)[] }));
vi.mock('../session/worker-client.js', () => ({
  worker: {
    watchJobs() {},
    cancelJob() {},
    loadFiles: () => new Promise((resolve) => answers.push(resolve)),
  },
}));

it('shows what the worker loaded even if the cancel came too late', async () => {
  const loaded: Summary = { name: 'a.csv', kind: 'rows', ids: ['1'], attributes: [], notes: [] };
  const adding = addFiles([{ path: 'a.csv', file: new File([''], 'a.csv') }]);
  loading.cancel();
  answers[0]!({ paths: ['a.csv'], lines: ['a.csv'], missing: [], problems: [], summary: loaded });
  await adding;
  expect(summary.value).toBe(loaded);
  expect(found.value?.lines).toEqual(['a.csv']);
  expect(loading.state.value.running).toBe(false);
});
