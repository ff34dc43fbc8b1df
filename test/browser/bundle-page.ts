import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const pages = fileURLToPath(new URL('./pages/', import.meta.url));

/**
 * The files of a page's program, by their path on the server, as a user's bundler makes them: from the packages' builds,
 * which their package.json names, and minified. What is loaded when it is first used is a file of its own.
 */
export async function bundlePage(name: string): Promise<Map<string, Uint8Array>> {
  const { outputFiles } = await build({
    entryPoints: [`${pages}${name}.ts`],
    outdir: pages,
    write: false,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    minify: true,
    logLevel: 'error',
    // not the project's tsconfig.json, which leads to the sources
    tsconfigRaw: '{}',
  });
  return new Map(outputFiles.map(({ path, contents }) => [`/${path.slice(pages.length)}`, contents]));
}
