import { invalidFile, largest, validNames } from '@csm/base';
import { openResults, type Results } from '@csm/scale';
import type { CommandRun } from '../../terminal/command-run.js';
import { inFlags } from '../../terminal/in-flags.js';
import { usageError } from '../../terminal/usage-error.js';
import { openPlan } from '../open-plan.js';
import { shownBytes } from '../plan/estimate.js';
import { exactMap } from './exact-map.js';
import { printSummaries, printSummary } from './print-summaries.js';
import type { ResultsCommandOptions } from './results-options.js';
import { writeMap } from './write-map.js';

/** Reads what a plan computed. */
export async function readResults(
  path: string,
  options: ResultsCommandOptions,
  run: CommandRun,
): Promise<void> {
  checkChoice(options);
  const { signal } = run;
  // Other versions may compute other numbers.
  const anyVersion = options.exact !== true;
  const { plan, store } = await openPlan(path, { ...options, signal, anyVersion });
  const results = await openResults(store, { signal });
  const { concept, top, id } = options;
  if (concept !== undefined && !plan.concepts.includes(concept)) {
    throw usageError(
      `--concept: unknown concept "${concept}"; ${validNames('concepts', concept, plan.concepts)}.`,
    );
  }
  if (options.verify) return verify(results, run);
  if (id !== undefined) {
    await checkId(results, id, signal);
    if (options.exact && concept !== undefined && options.out !== undefined) {
      const map = await exactMap(plan, store, await results.find(id, { signal }), concept, run);
      await writeMap(options.out, map, plan);
      run.print(`Written: ${options.out}`);
      run.json({ id, concept, out: options.out, shape: map.shape });
      return;
    }
    return printInput(results, id, options, run);
  }
  if (top !== undefined && concept !== undefined) return printTop(results, concept, top, options, run);
  if (concept !== undefined) return printSummary(results, concept, options.out, run);
  return printSummaries(results, run);
}

function checkChoice({ concept, top, lowest, id, out, exact, verify }: ResultsCommandOptions): void {
  const needs = (flag: string, other: string) =>
    usageError(`${flag} needs ${other}; add it, or leave ${flag} out.`);
  if (verify && (concept ?? top ?? id ?? out) !== undefined) {
    throw usageError('--verify reads all results; leave out the options that choose some of them.');
  }
  if (top !== undefined && concept === undefined) throw needs('--top', '--concept NAME');
  if (lowest && top === undefined) throw needs('--lowest', '--top K');
  if (top !== undefined && (id ?? out) !== undefined) {
    throw usageError(
      `expected --top or --${id === undefined ? 'out' : 'id'}; got both; give one of the two.`,
    );
  }
  if (out !== undefined && concept === undefined) throw needs('--out', '--concept NAME');
  if (exact && (id === undefined || out === undefined)) {
    throw needs('--exact', id === undefined ? '--id NAME' : '--out FILE');
  }
  if (out !== undefined && !/\.(npy|png)$/i.test(out)) {
    throw usageError(`--out must end in .npy or .png; got "${out}".`);
  }
}

async function checkId(results: Results, id: string, signal: AbortSignal): Promise<void> {
  try {
    await results.find(id, { signal });
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ERR_INVALID_ARGUMENT') throw error;
    throw usageError(`--id: ${inFlags((error as Error).message)}`);
  }
}

async function printInput(
  results: Results,
  id: string,
  { concept, out }: ResultsCommandOptions,
  run: CommandRun,
): Promise<void> {
  const { signal } = run;
  const scores = await results.scores(id, { signal });
  const shown = concept === undefined ? scores : { [concept]: scores[concept] };
  for (const [name, score] of Object.entries(shown)) run.print(`${name}: ${score}`);
  if (out === undefined || concept === undefined) return run.json({ id, scores: shown });
  const { map, maximumError } = await results.map(id, concept, { signal });
  await writeMap(out, map, results.plan);
  run.print(
    `Written: ${out}${maximumError > 0 ? `, each number to within ${maximumError.toPrecision(2)}` : ''}`,
  );
  run.json({ id, scores: shown, out, shape: map.shape, maximumError });
}

async function printTop(
  results: Results,
  concept: string,
  k: number,
  { lowest = false }: ResultsCommandOptions,
  run: CommandRun,
): Promise<void> {
  const found = await results.top(concept, k, { lowest, signal: run.signal });
  const [done, total] = [results.shardsDone.length, results.plan.shards.ids.length];
  if (done < total) {
    run.warn(
      `--top: ${done} of ${total} shards are done; inputs of the others may have scores that are ${lowest ? 'lower' : 'higher'}.`,
    );
  }
  const width = Math.max(2, largest(found.map(({ id }) => id.length)));
  run.print(`${'id'.padEnd(width)}  score of ${concept}`);
  for (const { id, score } of found) run.print(`${id.padEnd(width)}  ${score}`);
  run.json({ concept, top: found.map(({ id, row, score }) => ({ id, row, score })) });
}

async function verify(results: Results, run: CommandRun): Promise<void> {
  const { objects, bytes, problems } = await results.verify({
    signal: run.signal,
    onProgress: run.progress('Shards'),
  });
  run.json({ objects, bytes, problems });
  const [first, ...others] = problems;
  if (first === undefined)
    return run.print(`${objects} objects, ${shownBytes(bytes)}: all as they were written`);
  for (const problem of problems) run.print(problem);
  throw invalidFile(
    `csm: expected all ${objects} objects as they were written; ${others.length + 1} are not, such as: ${first.replace(/\.$/, '')}; ` +
      'delete those objects and the manifests of their shards, and run the plan again.',
  );
}
