import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';

const require = createRequire(new URL('../../../packages/scale/package.json', import.meta.url));
const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** The programs that are killed, and the module of their child processes. */
const PROGRAMS = ['worker', 'parent', 'queue-worker', 'pool-child', 'clock-that-jumps'] as const;

export type Program = (typeof PROGRAMS)[number];

/** Bundles the programs into a folder: they start in a third of the time that tsx takes. */
export async function bundlePrograms(folder: string): Promise<void> {
  await build({
    entryPoints: PROGRAMS.map((name) => here(`${name}.ts`)),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    plugins: [sources],
    // The backend of tfjs registers itself when it is imported, although its package says that it has no side effects.
    ignoreAnnotations: true,
    external: ['@aws-sdk/*', 'sharp', 'onnxruntime-node'],
    // For packages that are CommonJS.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    logLevel: 'warning',
  });
}

/** `@csm/x` is `packages/x/src/index.ts`, `@csm/x/y` is `packages/x/src/y.ts`, as in the tests. */
const sources: Plugin = {
  name: 'sources',
  setup({ onResolve }) {
    onResolve({ filter: /^@csm\// }, ({ path }) => {
      const [, name = '', entry = 'index'] = path.split('/');
      return { path: here(join('../../../packages', name, 'src', `${entry}.ts`)) };
    });
    // A bundle of these has no named exports where they are imported on demand.
    onResolve({ filter: /^(bullmq|ioredis)$/ }, ({ path }) => ({
      path: pathToFileURL(require.resolve(path)).href,
      external: true,
    }));
  },
};
