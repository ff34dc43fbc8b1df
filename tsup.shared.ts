import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { defineConfig } from 'tsup';
import {
  bundleWorker,
  decoderBytes,
  type Esbuild,
  libraryBytes,
  licences,
} from './packages/base/src/hdf5/code/make-worker-code.js';
import { DECODER_NAMES } from './packages/base/src/hdf5/filters.js';

const base = fileURLToPath(new URL('packages/base/src', import.meta.url));

/** The part of an esbuild plugin that is used here. */
interface Build {
  readonly esbuild: { readonly build: Esbuild };
  onResolve(options: { filter: RegExp }, resolve: (file: { path: string }) => object): void;
  onLoad(options: { filter: RegExp; namespace?: string }, load: (file: { path: string }) => object): void;
}

/**
 * Replaces `worker-code.ts` by the program of the HDF5 worker and the decoders of compressions, each as text in a module of its own
 * that is loaded on first use. So users' bundlers need no settings: they see only modules.
 */
const packedWorker = {
  name: 'packed-hdf5-worker',
  setup(build: Build) {
    const load = (name: string) => `async () => unpack((await import('packed:${name}')).default)`;
    build.onLoad({ filter: /hdf5[\\/]code[\\/]worker-code\.ts$/ }, ({ path }) => ({
      loader: 'js',
      resolveDir: fileURLToPath(new URL('.', `file://${path}`)),
      contents: `
        import { unpack } from './unpack.js';
        export const workerCode = ${load('worker')};
        export const libraryCode = ${load('library')};
        const decoders = { ${DECODER_NAMES.map((name) => `${name}: ${load(name)}`).join(', ')} };
        export const decoderCode = (name) => decoders[name]();`,
    }));
    build.onResolve({ filter: /^packed:/ }, ({ path }) => ({ path: path.slice(7), namespace: 'packed' }));
    build.onLoad({ filter: /.*/, namespace: 'packed' }, async ({ path }) => {
      const bytes = await (path === 'worker'
        ? bundleWorker(build.esbuild.build)
        : path === 'library'
          ? libraryBytes()
          : decoderBytes(path));
      const text = gzipSync(bytes, { level: 9 }).toString('base64');
      return { loader: 'js', contents: `/*!\n${await licences()}\n*/\nexport default '${text}';` };
    });
  },
};

/**
 * The build settings of every package: ES modules with their declarations. `@csm/base` is private, so the parts of it
 * that a package uses are bundled, declarations included.
 */
export const packageBuild = (entry: string[]) =>
  defineConfig({
    entry,
    format: 'esm',
    target: 'es2022',
    // Through node_modules TypeScript would treat base as an external library and leave its types out.
    dts: {
      compilerOptions: { paths: { '@csm/base': [`${base}/index.ts`], '@csm/base/*': [`${base}/*.ts`] } },
    },
    noExternal: [/^@csm\/base/],
    esbuildPlugins: [packedWorker],
    sourcemap: true,
    clean: true,
  });
