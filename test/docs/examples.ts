import { readFileSync } from 'node:fs';
import type { Block } from './blocks.js';
import { root } from './pages.js';

/** A file of the examples that a page shows unchanged, and the test that runs it; undefined: the test of the page runs the file. */
export interface Example {
  readonly page: string;
  readonly file: string;
  readonly test: string | undefined;
}

const shown = (
  page: string,
  folder: string,
  files: Readonly<Record<string, string | undefined>>,
): Example[] =>
  Object.entries(files).map(([file, test]) => ({
    page,
    file: `examples/${folder}/${file}`,
    test: test === undefined || test.includes('/') ? test : `examples/${folder}/${test}`,
  }));

export const EXAMPLES: readonly Example[] = [
  ...shown('README.md', 'first-map', { 'main.ts': 'first-map.test.ts' }),
  ...shown('docs/guide/get-started.md', 'get-started', {
    'draw-faces.ts': 'get-started.test.ts',
    'my-map.ts': 'get-started.test.ts',
  }),
  ...shown('docs/guide/in-the-browser.md', 'browser', {
    'index.html': 'browser.test.ts',
    'main.ts': 'browser.test.ts',
    'messages.ts': 'browser.test.ts',
    'worker.ts': 'browser.test.ts',
    'env.d.ts': 'browser.test.ts',
    'vite.config.ts': 'browser.test.ts',
  }),
  ...shown('docs/guide/tissue.md', 'olfactory-bulb', { 'tissue.ts': 'tissue.test.ts' }),
  ...shown('docs/guide/reproduce.md', 'reproduce', {
    'tissue.ts': 'tissue-program.test.ts',
    'faces.ts': 'faces-program.test.ts',
  }),
  ...shown('docs/guide/your-model.md', 'onnx', {
    'page/folder.ts': 'onnx.test.ts',
    'page/check.ts': 'onnx.test.ts',
    'page/describe.ts': 'onnx.test.ts',
    'page/options.ts': 'onnx.test.ts',
    'page/server.ts': 'onnx.test.ts',
  }),
  ...shown('docs/how-to/certify.md', 'certify', { 'main.ts': 'certify.test.ts' }),
  ...shown('docs/how-to/export-an-explanation.md', 'onnx/export', {
    'main.ts': undefined,
    'explain.mjs': 'packages/onnx/test/exported-file-alone.test.ts',
    'explain.py': 'packages/onnx/test/exported-file-alone.test.ts',
  }),
  ...shown('docs/how-to/text-concepts.md', 'text', { 'main.ts': 'text.test.ts' }),
  ...shown('docs/how-to/gpu-in-node.md', 'gpu-in-node', {
    'gpu.ts': 'gpu-in-node.test.ts',
    'main.ts': 'gpu-in-node.test.ts',
  }),
  ...shown('docs/how-to/new-dataset.md', 'custom-dataset', {
    'stripes.ts': 'custom-dataset.test.ts',
    'main.ts': 'custom-dataset.test.ts',
  }),
  ...shown('docs/how-to/new-explainer.md', 'custom-explainer', {
    'rule-methods.ts': 'rule-methods.test.ts',
    'blur-integrated-gradients.ts': 'blur-integrated-gradients.test.ts',
    'blur-integrated-gradients.test.ts': 'blur-integrated-gradients.test.ts',
    'main.ts': 'custom-explainer.test.ts',
  }),
];

export const textOf = ({ file }: Example): string => readFileSync(root + file, 'utf8');

/** The file of the examples that a block shows; undefined if it shows none. */
export const exampleOf = (page: string, { text }: Block): Example | undefined =>
  EXAMPLES.find((example) => example.page === page && textOf(example) === text);
