import { largest } from '@csm/base';
import type { ConceptSummary, Json, Results } from '@csm/scale';
import type { CommandRun } from '../../terminal/command-run.js';
import { writeMap } from './write-map.js';

/** Prints one line per concept. */
export async function printSummaries(results: Results, run: CommandRun): Promise<void> {
  const { plan, shardsDone } = results;
  const { concepts, maps, inputs, shards } = plan;
  const done = shardsDone.length;
  const kept = maps.kind === 'none' ? 'none' : `${maps.kind}, ${maps.shape.join(' × ')}`;
  run.print(
    `${inputs.count} inputs × ${concepts.length} concepts; maps: ${kept}; ${done} of ${shards.ids.length} shards done`,
  );
  const rows: { summary: ConceptSummary; verdict: string | null }[] = [];
  const onProgress = run.progress('Concepts');
  for (const [i, concept] of done === 0 ? [] : concepts.entries()) {
    const summary = await results.summary(concept, { bins: 0, signal: run.signal });
    rows.push({ summary, verdict: await verdictOf(results, concept, run.signal) });
    onProgress({ done: i + 1, total: concepts.length });
  }
  const width = largest(concepts.map(({ length }) => length));
  for (const { summary, verdict } of rows) {
    run.print(
      `${summary.concept.padEnd(width)}  ${figures(summary)}${verdict === null ? '' : `; ${verdict}`}`,
    );
  }
  run.json({
    ...{ plan: plan.id, inputs: inputs.count, shards: { done, total: shards.ids.length }, maps },
    concepts: rows.map(({ summary: { concept, inputs: count, scores }, verdict }) => ({
      ...{ concept, inputs: count, scores, verdict },
    })),
  });
}

/** Prints one concept, and writes its mean map. */
export async function printSummary(
  results: Results,
  concept: string,
  out: string | undefined,
  run: CommandRun,
): Promise<void> {
  const summary = await results.summary(concept, { bins: BINS, signal: run.signal });
  const certificate = await results.certificate(concept, { signal: run.signal });
  const { edges, counts } = summary.histogram;
  run.print(`${concept}: ${summary.inputs} inputs; ${figures(summary)}`);
  const verdict = verdictIn(certificate);
  if (verdict !== null) run.print(`Certificate: ${verdict}`);
  const most = largest(counts);
  for (const [i, count] of counts.entries()) {
    const bar = '#'.repeat(Math.ceil((count / most) * BAR));
    run.print(
      `${`${edges[i]}`.padStart(8)} to ${`${edges[i + 1]}`.padEnd(8)} ${`${count}`.padStart(8)} ${bar}`.trimEnd(),
    );
  }
  if (out !== undefined) {
    await writeMap(out, summary.meanMap, results.plan);
    run.print(`Written: ${out}, the mean map`);
  }
  const { inputs, scores, histogram } = summary;
  run.json({
    concept,
    inputs,
    scores,
    histogram,
    certificate: certificate ?? null,
    ...(out !== undefined && { out }),
  });
}

/** About how many lines a histogram has. */
const BINS = 20;

/** Characters of the longest bar. */
const BAR = 40;

function figures({ scores: { mean, standardDeviation, min, max } }: ConceptSummary): string {
  const shown = (value: number) => value.toPrecision(3);
  return `score ${shown(mean)} ± ${shown(standardDeviation)}, from ${shown(min)} to ${shown(max)}`;
}

async function verdictOf(results: Results, concept: string, signal: AbortSignal): Promise<string | null> {
  return verdictIn(await results.certificate(concept, { signal }));
}

function verdictIn(certificate: Json | undefined): string | null {
  const { verdict, untested } = (certificate ?? {}) as {
    readonly verdict?: string;
    readonly untested?: string;
  };
  return verdict ?? (untested === undefined ? null : 'not tested');
}
