import { fileURLToPath } from 'node:url';
import { defineProject } from 'vitest/config';
import { TEST_SET } from './test/test-set.js';

const root = fileURLToPath(new URL('.', import.meta.url));

/** No test takes this long, even on a slow and busy machine; the limit only ends a test that hangs. */
const TIME_LIMIT_MS = 20 * 60_000;

/**
 * The test files that `npm run test:fast` leaves out, in addition to the examples and the browser, with the reasons
 * why they take long.
 */
export const SLOW_FILES: Readonly<Record<string, string>> = {
  'oracles.test.ts': 'every method on every network of the oracles',
  'shapley-oracles.test.ts': 'all sets of features, on every network of the oracles',
  'layer-oracles.test.ts': 'hidden layers of every network of the oracles',
  'conservation.test.ts': 'every rule of LRP on three networks',
  'lrp-oracles.test.ts': 'every rule of LRP on every network of the oracles',
  'lrp-records.test.ts': 'every rule of LRP on the models that PyTorch exported',
  'crp-oracles.test.ts': 'relevance through channels of two networks of the oracles',
  'contract.test.ts': 'the contract, for every method',
  'engine-contract.test.ts': 'the contract, for every method in ONNX Runtime',
  'engine-methods.test.ts': 'every method in ONNX Runtime, on four encoders',
  'engine-webgpu.test.ts': 'WebGPU on the processor',
  'contract-of-functions.test.ts': 'the contract, for function encoders',
  'memory-budget.test.ts': 'the memory of large batches',
  'three-encoders.test.ts': 'every method on every kind of encoder',
  'explainer-contract.test.ts': 'the contract, for faulty methods',
  'train-vae.test.ts': 'trainings',
  'file-checkpoint.test.ts': 'trainings that are killed',
  'batch-norm-training.test.ts': 'trainings',
  'image-parquet.test.ts': 'damaged files',
  'open-inputs-of.test.ts': 'every kind of data',
  'save-and-resume.test.ts': 'trainings that are resumed',
  'recompute-batch-norm.test.ts': 'trainings',
  'celeba-vae.test.ts': 'a training of a large network',
  'olfactory-bulb-vae.test.ts': 'a training of a large network',
  'wasm.test.ts': 'trainings',
  'training.test.ts': 'trainings',
  'gene-vae.test.ts': 'trainings',
  'gene-training.test.ts': 'trainings',
  'load-keras-weights.test.ts': 'files that Python writes',
  'faces-command.test.ts': 'trainings, and maps of all attributes',
  'faces-experiment.test.ts': 'trainings that are killed',
  'tissue-experiment.test.ts': 'trainings',
  'cells-command.test.ts': 'trainings',
  'published-run.test.ts': 'the paper’s network, trained and explained',
  'python-files.test.ts': 'files that Python writes',
  'cell-files.test.ts': 'files that Python writes',
  'file-matrix.test.ts': 'files that Python writes',
  'count-files.test.ts': 'files that Python writes',
  'train-vectors.test.ts': 'trainings',
  'positions-parquet.test.ts': 'a file with each of a thousand damages',
  'write-hdf5.test.ts': 'files that Python reads',
  'round-trip.test.ts': 'files that Python writes',
  'claimed-lengths.test.ts': 'a file with each of its datasets damaged',
  'fuzz.test.ts': 'processes that read damaged files',
  'interrupt.test.ts': 'a training that is stopped',
  'kills.test.ts': 'processes that are killed',
  'broken-runs.test.ts': 'processes that are killed, and Redis',
  'explain-command.test.ts': 'processes that are killed',
  'plan-and-work.test.ts': 'maps and certificates of plans, compared with those of other commands',
  'run-and-results.test.ts': 'processes that are stopped',
  'queue-commands.test.ts': 'processes that are stopped',
  'bucket-commands.test.ts': 'maps and certificates in a bucket',
  'require.test.ts': 'needs the builds',
  'sizes.test.ts': 'needs the builds',
  'scvi-encoders.test.ts': 'every method without rules on encoders of genes, in float64',
  'float64-relevance.test.ts': 'DeepLIFT and ε-LRP of the exported models in float64',
  'exported-again.test.ts': 'methods on the models that PyTorch exported, from files',
  'transformer-ground.test.ts': 'scenes, and transformers that encode them',
  'exported-transformers.test.ts': 'methods for attention on the transformers that PyTorch exported',
  'exported-models.test.ts': 'every method on the models that PyTorch exported',
  'differential-expression.test.ts': 'scipy on the genes of real cells',
  'synthetic-cells.test.ts': 'simulations of thousands of cells',
  'calibration.test.ts': 'simulations of random labels',
  'value-exchanges.test.ts': 'simulations of random numbers',
  'resumed-ranking.test.ts': 'a ranking in a process that is killed',
  'gene-set-enrichment.test.ts': 'simulations of random labels',
  'run-plan.test.ts': 'processes that are killed',
  'killed-run.test.ts': 'processes that are killed',
  'serve-tasks.test.ts': 'processes that are killed',
  'queue.test.ts': 'processes that are killed, and Redis',
  'queue-faults.test.ts': 'Redis that is killed, and clocks that jump',
  'killed-puts.test.ts': 'processes that are killed',
  'store-faults.test.ts': 'a server, and requests that are repeated after pauses',
  's3-store.test.ts': 'a server, and requests that are repeated after pauses',
  'local-store.test.ts': 'files that are flushed to the disk',
  'map-arrays.test.ts': 'GDAL reads Zarr',
  'scikit-learn.test.ts': 'scikit-learn, which takes seconds to start',
  'results-at-size.test.ts': 'a million scores',
  'derivatives-of-cases.test.ts': 'differences of the numbers of the ONNX standard’s cases',
};

/** Tests run on the sources: `@csm/x` is `packages/x/src/index.ts`, `@csm/x/y` is `packages/x/src/y.ts`. */
const sources = [
  { find: /^concept-saliency-maps$/, replacement: `${root}packages/concept-saliency-maps/src/index.ts` },
  { find: /^concept-saliency-maps\/node$/, replacement: `${root}packages/concept-saliency-maps/src/node.ts` },
  { find: /^@csm\/([^/]+)$/, replacement: `${root}packages/$1/src/index.ts` },
  { find: /^@csm\/([^/]+)\/([^/]+)$/, replacement: `${root}packages/$1/src/$2.ts` },
  // Installed for the tests alone, and only where somebody asks for it: see test/swiftshader.ts.
  { find: /^webgpu$/, replacement: `${root}out/webgpu/node_modules/webgpu/index.js` },
];

/** Projects whose tests leave no backend or kernel behind: their files share a process, which saves most imports. */
const SHARED_PROCESS = ['base', 'datasets', 'evaluate', 'render'];

const project = (
  name: string,
  folder: string,
  include = ['**/*.test.ts'],
  globalSetup: readonly string[] = [],
) =>
  defineProject({
    resolve: { alias: sources },
    test: {
      name,
      root: `${root}${folder}`,
      include,
      exclude: [
        '**/node_modules/**',
        ...(TEST_SET === 'fast' ? Object.keys(SLOW_FILES).map((file) => `**/${file}`) : []),
      ],
      isolate: !SHARED_PROCESS.includes(name),
      setupFiles: [`${root}test/seed.ts`],
      globalSetup: globalSetup.map((file) => `${root}${folder}/${file}`),
      testTimeout: TIME_LIMIT_MS,
      hookTimeout: TIME_LIMIT_MS,
    },
  });

/**
 * One project per package, and one each for the examples, the benchmarks, the
 * packages' builds in a browser, the site of the documentation, and the tests of the whole repository. vitest takes this array through
 * `test.projects`.
 */
export default [
  ...[
    'base',
    'core',
    'explainers',
    'datasets',
    'models',
    'render',
    'wasm',
    'evaluate',
    'onnx',
    'scale',
    'cli',
  ].map((name) => project(name, `packages/${name}`)),
  project('umbrella', 'packages/concept-saliency-maps'),
  project('benchmarks', 'benchmarks'),
  project('repository', 'test', ['*.test.ts', '{dialect,fuzz,kills}/*.test.ts']),
  // The fast set leaves these out.
  ...(TEST_SET === 'fast'
    ? []
    : [
        project('examples', 'examples', ['!(playground)/**/*.test.ts', 'playground/src/**/*.test.ts']),
        project('playground', 'examples/playground/test', ['*.test.ts'], ['built-app.ts']),
        project('browser', 'test/browser'),
        project('docs', 'test/docs', ['*.test.ts'], ['global-setup.ts']),
        project('site', 'test/site', ['*.test.ts'], ['built-site.ts']),
      ]),
];
