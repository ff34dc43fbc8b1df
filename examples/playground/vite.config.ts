import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { offline } from './offline-plugin.js';

const packages = fileURLToPath(new URL('../../packages/', import.meta.url));

export default defineConfig({
  base: './', // the build works in any folder of a server
  // Browsers that know light-dark(), so that it stays: replaced by media queries, the theme would not follow the page's choice.
  build: { target: 'es2022', cssTarget: ['chrome123', 'firefox120', 'safari17.5'] },
  plugins: [offline()],
  worker: { format: 'es' }, // so that the worker can load parts of itself on demand
  resolve: {
    // The packages' sources, so that the playground needs no build of them. The built reader of HDF5 holds its worker as text.
    alias: [
      { find: /^@csm\/(?!hdf5)([^/]+)$/, replacement: `${packages}$1/src/index.ts` },
      { find: /^@csm\/(?!hdf5)([^/]+)\/([^/]+)$/, replacement: `${packages}$1/src/$2.ts` },
    ],
  },
});
