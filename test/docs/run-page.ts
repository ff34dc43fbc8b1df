import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { vi } from 'vitest';
import { type BlockModule, modulesOf, setupOf } from './modules.js';
import { NOT_RUN } from './not-run.js';
import { type Page, placeOf, root } from './pages.js';
import { REPLACEMENTS } from './replacements.js';
import type { Result } from './results.js';
import { runCommands } from './run-commands.js';

/**
 * Runs the TypeScript and JavaScript blocks of a page and its calls of `csm` in order, in an empty working folder into which the page's setup may write files.
 * Adds how each was tested to `results`; throws the error of the first that fails, with its place.
 */
export async function runPage(page: Page, results: Result[]): Promise<void> {
  const modules = modulesOf(page);
  replaceIn(page, modules);
  const { argv, exitCode } = process;
  const start = process.cwd();
  const folder = `${root}test/docs/out/folders/${page.path.replaceAll('/', '-')}`;
  mkdirSync(folder, { recursive: true });
  process.chdir(folder);
  const silenced = [
    ...(['log', 'warn', 'info'] as const).map((name) => vi.spyOn(console, name).mockImplementation(() => {})),
    ...[process.stdout, process.stderr].map((stream) => vi.spyOn(stream, 'write').mockReturnValue(true)),
  ];
  try {
    const setup = setupOf(page);
    const { after } = setup === undefined ? {} : await import(/* @vite-ignore */ root + setup);
    for (const block of page.blocks) {
      const place = placeOf(page, block);
      const module = modules.find((module) => module.block === block);
      process.argv = [argv[0] ?? 'node', module?.path ?? ''];
      if (module) results.push(await runModule(page, module));
      else if (await runCommands(place, block)) results.push({ place, language: 'sh', how: 'run' });
      if (process.exitCode) throw new Error(`${place}: sets the exit code ${process.exitCode}.`);
    }
    await after?.();
  } finally {
    for (const spy of silenced) spy.mockRestore();
    process.argv = argv;
    process.exitCode = exitCode;
    process.chdir(start);
  }
}

async function runModule(page: Page, { place, block, path, example }: BlockModule): Promise<Result> {
  const result = { place, language: block.language ?? '' };
  if (example?.test !== undefined) return { ...result, how: 'run by the tests of examples' };
  const reason = NOT_RUN.find(
    (entry) => entry.page === page.path && block.text.includes(entry.block),
  )?.reason;
  if (reason !== undefined) return { ...result, how: 'type-checked only', reason };
  const expected = thrownBy(block.text);
  const error = await import(/* @vite-ignore */ root + (example?.file ?? path)).then(
    () => undefined,
    (error: Error) => error,
  );
  if (expected !== undefined) {
    if (error && `${error.name}: ${error.message}`.startsWith(expected)) return { ...result, how: 'run' };
    throw new Error(`${place}: expected "${expected}"; got ${error ?? 'no error'}.`, { cause: error });
  }
  if (error) throw new Error(`${place}: ${error.message}`, { cause: error });
  return { ...result, how: 'run' };
}

/** The error that a comment in the last line promises, up to an ellipsis: `// TypeError: integratedGradients: unknown option`. */
function thrownBy(text: string): string | undefined {
  const [, promised] = /\n\/\/ (\w*Error: .*)\n$/.exec(text) ?? [];
  return promised?.replace(/….*$/, '');
}

/** Puts the page's replacements into the modules that will run. */
function replaceIn(page: Page, modules: readonly BlockModule[]): void {
  for (const [shown, run] of REPLACEMENTS[page.path] ?? []) {
    const places = modules.filter(({ block, example }) => !example && block.text.includes(shown));
    if (places.length === 0) throw new Error(`replacements.ts: no block of ${page.path} has ${shown}.`);
    for (const { path } of places) {
      const text = readFileSync(root + path, 'utf8');
      writeFileSync(root + path, text.replaceAll(shown, run));
    }
  }
}
