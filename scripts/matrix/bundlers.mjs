// The page, bundled by each bundler with its default settings, in production mode.

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** For each bundler a function that bundles `page.mjs` of a folder into another folder, and returns the file of the page. */
export const BUNDLERS = {
  async esbuild(folder, out) {
    const { build } = await load(folder, 'esbuild');
    await build({
      entryPoints: [join(folder, 'page.mjs')],
      outdir: out,
      bundle: true,
      splitting: true,
      minify: true,
      format: 'esm',
      logLevel: 'error',
    });
    return 'page.js';
  },
  async vite(folder, out) {
    const { build } = await load(folder, 'vite');
    await build({
      root: folder,
      configFile: false,
      logLevel: 'error',
      build: {
        outDir: out,
        emptyOutDir: false,
        chunkSizeWarningLimit: 10_000,
        rollupOptions: { input: join(folder, 'page.mjs'), output: { entryFileNames: 'page.js' } },
      },
    });
    return 'page.js';
  },
  async webpack(folder, out) {
    const { default: webpack } = await load(folder, 'webpack');
    const compiler = webpack({
      mode: 'production',
      context: folder,
      entry: './page.mjs',
      output: { path: out, filename: 'page.js' },
      performance: false,
    });
    const stats = await new Promise((resolve, reject) => {
      compiler.run((error, result) => (error ? reject(error) : resolve(result)));
    });
    if (stats.hasErrors()) throw new Error(stats.toJson({ errors: true }).errors[0].message.split('\n')[0]);
    return 'page.js';
  },
};

async function load(folder, name) {
  const path = createRequire(join(folder, 'package.json')).resolve(name);
  return import(existsSync(path) ? pathToFileURL(path).href : path);
}
