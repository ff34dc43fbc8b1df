import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));

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
  return readdirSync(`${root}packages`)
    .map((name) => `packages/${name}`)
    .filter((folder) => existsSync(`${root}${folder}/package.json`))
    .map((folder) => ({
      folder,
      manifest: JSON.parse(readFileSync(`${root}${folder}/package.json`, 'utf8')),
    }))
    .filter(({ manifest }) => !manifest.private)
    .map(({ folder, manifest: { name, exports } }) => ({
      name,
      folder,
      entries: entriesOf(name, folder, exports),
      reexports: name === UMBRELLA,
    }))
    .sort((a, b) => place(a) - place(b));
}

function entriesOf(name, folder, exports) {
  return Object.entries(exports)
    .filter(([, target]) => typeof target !== 'string')
    .map(([subpath]) => ({
      name: `${name}${subpath.slice(1)}`,
      file: `${folder}/src${subpath === '.' ? '/index' : subpath.slice(1)}.ts`,
      isMain: subpath === '.',
    }));
}
