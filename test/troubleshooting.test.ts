import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../', import.meta.url));

/** Messages of npm, TypeScript, Node, browsers and compilers, whose sources are not here. */
const ELSEWHERE = [
  'npm error',
  'Unsupported engine',
  'onnxruntime-node …',
  'error TS…',
  'Cannot find module',
  'Cannot find package',
  'Cannot use import',
  'Top-level await',
  'require() of ES Module',
  'WebAssembly.Memory()',
  'expected magic word',
  'Incorrect response MIME type',
  "… because 'unsafe-eval'",
];

/** The text of files, with strings that are joined by + written as one, and without escapes. */
const joined = (paths: readonly string[]) =>
  paths
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n')
    .replace(/['"`] ?\+\s*(?:\/\/.*\s*)?['"`]/g, '')
    .replaceAll("\\'", "'");

const sourcesBelow = (folder: string, pattern: RegExp) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => pattern.test(path) && !path.includes('.test.'))
    .map((path) => `${folder}/${path}`);

const ours = joined(
  readdirSync(`${root}packages`).flatMap((name) => sourcesBelow(`${root}packages/${name}/src`, /\.ts$/)),
);
const { resolve } = createRequire(import.meta.url);
const theirs = joined(
  ['core', 'backend-cpu'].flatMap((name) =>
    sourcesBelow(dirname(resolve(`@tensorflow/tfjs-${name}`)), /^[\w-]+\.js$/),
  ),
);

const page = readFileSync(`${root}docs/guide/troubleshooting.md`, 'utf8');
const quoted = [...page.matchAll(/^### `(.*)`$/gm)].map(([, message = '']) => message);

describe('docs/guide/troubleshooting.md', () => {
  it('quotes at least thirty messages', () => {
    expect(quoted.length).toBeGreaterThanOrEqual(30);
  });

  const checked = quoted.filter((message) => !ELSEWHERE.some((start) => message.startsWith(start)));
  it.each(checked)('"%s" is a message of our sources or of TensorFlow.js', (message) => {
    // TensorFlow.js writes the names of backends, kernels and flags into its messages.
    const fixed = message.replace(/'(?:wasm|Conv2DBackpropFilter)'/g, "'…'").split(/\s*…\s*/);
    const parts = fixed.filter((part) => part.length > 3);
    expect(parts.length).toBeGreaterThan(0);
    const missing = (source: string) => parts.filter((part) => !source.includes(part));
    const [inOurs, inTheirs] = [missing(ours), missing(theirs)];
    expect(inOurs.length === 0 || inTheirs.length === 0 ? [] : inOurs).toEqual([]);
  });
});
