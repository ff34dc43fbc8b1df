import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const pages = fileURLToPath(new URL('./pages/', import.meta.url));

/**
 * Bundles the program of a page as a user's bundler would: from the packages' builds, minified. Returns the files by their path on
 * the server; a module that is only loaded on first use has a separate file.
 */
export async function bundlePage(
  name: string,
  { keepNames = false }: { readonly keepNames?: boolean } = {},
): Promise<Map<string, Uint8Array>> {
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
    keepNames,
    logLevel: 'error',
    // The project's tsconfig.json would lead to the sources.
    tsconfigRaw: '{}',
  });
  return new Map(outputFiles.map(({ path, contents }) => [`/${path.slice(pages.length)}`, contents]));
}
