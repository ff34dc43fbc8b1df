import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { packageBuild } from '../../tsup.shared.js';
import { DECODER_NAMES } from '../base/src/hdf5/filters.js';
import { bundleWorker, decoderBytes, type Esbuild, libraryBytes, licences } from './src/make-worker-code.js';

/** The part of an esbuild plugin that is used here. */
interface Build {
  readonly esbuild: { readonly build: Esbuild };
  onResolve(options: { filter: RegExp }, resolve: (file: { path: string }) => object): void;
  onLoad(options: { filter: RegExp; namespace?: string }, load: (file: { path: string }) => object): void;
}

/**
 * Replaces `src/index.ts` by the program of the HDF5 worker and the decoders of compressions, each as text in a module of its own
 * that is loaded on first use. So users' bundlers need no settings: they see only modules.
 */
const packedWorker = {
  name: 'packed-hdf5-worker',
  setup(build: Build) {
    const load = (name: string) => `async () => unpack((await import('packed:${name}')).default)`;
    build.onLoad({ filter: /hdf5[\\/]src[\\/]index\.ts$/ }, ({ path }) => ({
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

// Text has no source map: the maps were as large as the modules.
export default packageBuild(['src/index.ts'], { esbuildPlugins: [packedWorker], sourcemap: false });
