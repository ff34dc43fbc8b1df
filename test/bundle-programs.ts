import { rmSync } from 'node:fs';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';

const fromRoot = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));

/**
 * Bundles programs of this repository, named by their paths from its root, for tests that start many processes: with tsx, each of
 * them translates the sources of all packages anew, which takes seconds. Only sources are bundled; Node imports installed packages as
 * they are.
 *
 * @returns the path of each program; the folder goes when this process ends.
 */
export async function bundlePrograms<Name extends string>(
  programs: Readonly<Record<Name, string>>,
): Promise<Readonly<Record<Name, string>>> {
  const folder = await mkdtemp(join(tmpdir(), 'csm-programs-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const names = Object.keys(programs) as Name[];
  await build({
    entryPoints: Object.fromEntries(names.map((name) => [name, fromRoot(programs[name])])),
    outdir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    plugins: [packages, placesOfSources],
    // A package may say that it has no side effects although it registers kernels.
    ignoreAnnotations: true,
    logLevel: 'error',
  });
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  const paths = names.map((name) => [name, join(folder, `${name}.js`)]);
  return Object.fromEntries(paths) as Record<Name, string>;
}

/** `@csm/x` is `packages/x/src/index.ts`, `@csm/x/y` is `packages/x/src/y.ts`; installed packages are imported from where they are. */
const packages: Plugin = {
  name: 'packages',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^@csm\// }, ({ path }) => {
      const [, name = '', entry = 'index'] = path.split('/');
      return { path: fromRoot(`packages/${name}/src/${entry}.ts`) };
    });
    onResolve({ filter: /^[^./]/ }, async ({ path, kind, resolveDir, pluginData }) => {
      if (kind === 'entry-point' || pluginData === 'asked' || isBuiltin(path)) return undefined;
      const found = await resolve(path, { kind, resolveDir, pluginData: 'asked' });
      const isFound = found.errors.length === 0;
      return { path: isFound ? pathToFileURL(found.path).href : path, external: true };
    });
  },
};

/** In a bundle, `import.meta.url` is still the source's; only served-tasks.ts gets the bundle's, because it starts another program of the bundle. */
const placesOfSources: Plugin = {
  name: 'places of sources',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      if (!text.includes('import.meta.url') || path.endsWith('served-tasks.ts')) return undefined;
      return { contents: text.replaceAll('import.meta.url', `'${pathToFileURL(path).href}'`), loader: 'ts' };
    });
  },
};
