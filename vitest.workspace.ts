import { fileURLToPath } from 'node:url';
import { defineProject } from 'vitest/config';

const root = fileURLToPath(new URL('.', import.meta.url));

/** Tests run on the sources: `@csm/x` is `packages/x/src/index.ts`, `@csm/x/y` is `packages/x/src/y.ts`. */
const sources = [
  { find: /^@csm\/([^/]+)$/, replacement: `${root}packages/$1/src/index.ts` },
  { find: /^@csm\/([^/]+)\/([^/]+)$/, replacement: `${root}packages/$1/src/$2.ts` },
];

const project = (name: string, folder: string) =>
  defineProject({
    resolve: { alias: sources },
    test: {
      name,
      root: `${root}${folder}`,
      include: ['**/*.test.ts'],
      setupFiles: [`${root}test/seed.ts`],
      testTimeout: 60_000,
      hookTimeout: 60_000,
    },
  });

/** One project per package, and one each for the examples, the benchmarks, what these two share, and the packages' builds in a browser. vitest 4 takes this array through `test.projects`. */
export default [
  project('base', 'packages/base'),
  project('core', 'packages/core'),
  project('explainers', 'packages/explainers'),
  project('datasets', 'packages/datasets'),
  project('models', 'packages/models'),
  project('render', 'packages/render'),
  project('wasm', 'packages/wasm'),
  project('evaluate', 'packages/evaluate'),
  project('examples', 'examples'),
  project('benchmarks', 'benchmarks'),
  project('support', 'support'),
  project('browser', 'test/browser'),
];
