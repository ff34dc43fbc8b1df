import { defineConfig } from 'tsup';

/**
 * How every package is built: ES modules with their declarations. `@csm/base` is private, so what a package uses of it is bundled,
 * declarations included.
 */
export const packageBuild = (entry: string[]) =>
  defineConfig({
    entry,
    format: 'esm',
    target: 'es2022',
    dts: { resolve: [/^@csm\/base/] },
    noExternal: [/^@csm\/base/],
    sourcemap: true,
    clean: true,
  });
