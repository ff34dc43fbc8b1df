import { fileURLToPath } from 'node:url';
import { defineConfig, type Options } from 'tsup';

const base = fileURLToPath(new URL('packages/base/src', import.meta.url));

/**
 * The build settings of every package: ES modules with their declarations. `@csm/base` is private, so the parts of it
 * that a package uses are bundled, declarations included.
 */
export const packageBuild = (entry: string[], options: Options = {}) =>
  defineConfig({
    entry,
    format: 'esm',
    target: 'es2022',
    // Through node_modules TypeScript would treat base as an external library and leave its types out.
    dts: {
      compilerOptions: { paths: { '@csm/base': [`${base}/index.ts`], '@csm/base/*': [`${base}/*.ts`] } },
    },
    noExternal: [/^@csm\/base/],
    sourcemap: true,
    clean: true,
    ...options,
  });
