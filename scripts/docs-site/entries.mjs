import { posix } from 'node:path';
import { publicPackages, root } from '../packages.mjs';

/** The package that exports the names of others, and has none of its own. */
const UMBRELLA = 'concept-saliency-maps';

/** The packages in the order in which most readers need them; a package that is not named here comes last. */
const ORDER = [
  UMBRELLA,
  '@csm/core',
  '@csm/explainers',
  '@csm/evaluate',
  '@csm/onnx',
  '@csm/datasets',
  '@csm/models',
  '@csm/render',
  '@csm/cli',
  '@csm/wasm',
];

/** The published packages with their entries, which users import: `./node` of `exports` is `src/node.ts`. */
export function publishedPackages() {
  const place = ({ name }) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
  return publicPackages()
    .map(({ name, folder, entries }) => ({
      name,
      folder: posix.relative(root, folder),
      entries: entries.map((entry) => ({
        name: entry,
        file: `${posix.relative(root, folder)}/src${entry.slice(name.length) || '/index'}.ts`,
        isMain: entry === name,
      })),
      reexports: name === UMBRELLA,
    }))
    .sort((a, b) => place(a) - place(b));
}
