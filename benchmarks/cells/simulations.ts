// The simulations of simulation-settings.ts: which genes each method names, next to a plain test.
//   npx tsx benchmarks/cells/simulations.ts [--scenario plain] [--seed 0] [--epochs 100] [--out benchmarks/cells/results]
// Writes one JSON per scenario and seed, keeps those that exist, and prints the table of all that are there.
import '@csm/wasm';
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { labelGroups, shuffled, syntheticCells } from '@csm/datasets';
import { disposeVae } from '@csm/models';
import { setBackend } from '@tensorflow/tfjs-core';
import { writeText } from '../../support/write-text.js';
import { attributedGenes } from './attributed-genes.js';
import { comparedGenes } from './compared-genes.js';
import { averagePrecision, ranked, shareOfFirst } from './ranking-measures.js';
import { scenarios, settings, training } from './simulation-settings.js';
import { type SimulationResult, simulationTable } from './simulation-table.js';
import { trainCells } from './trained-cells.js';

const { values } = parseArgs({
  options: {
    scenario: { type: 'string', multiple: true },
    seed: { type: 'string', multiple: true },
    epochs: { type: 'string', default: String(training.epochs) },
    out: { type: 'string', default: 'benchmarks/cells/results' },
  },
});
const names = (values.scenario ?? Object.keys(scenarios)) as (keyof typeof scenarios)[];
const seeds = values.seed?.map(Number) ?? settings.seeds;
const epochs = Number(values.epochs);

await setBackend('wasm');
await mkdir(values.out, { recursive: true });
const results: SimulationResult[] = [];
for (const scenario of names) {
  for (const seed of seeds) {
    const file = `${values.out}/simulation-${scenario}-${seed}.json`;
    if (!existsSync(file))
      await writeText(file, `${JSON.stringify(await simulate(scenario, seed), null, 1)}\n`);
    results.push(JSON.parse(await readFile(file, 'utf8')));
  }
}
console.log(simulationTable(results));

async function simulate(scenario: keyof typeof scenarios, seed: number): Promise<SimulationResult> {
  const { seeds: _, explainedCells, ...data } = settings;
  const { concept, ...changed } = scenarios[scenario];
  const { counts, drivers, correlated, batchGenes } = syntheticCells({ ...data, ...changed, seed });
  const [group] = labelGroups(counts.spots, 'type', { values: [concept] });
  const trained = await trainCells(counts, {
    seed,
    epochs,
    onEpoch: (epoch) => process.stderr.write(`\r${scenario}, seed ${seed}: epoch ${epoch} of ${epochs}  `),
  });
  const options = { seed, explainedCells };
  const scores = {
    ...(await attributedGenes(counts, trained, group!, options)),
    ...(await comparedGenes(counts, trained, group!, options)),
  };
  disposeVae(trained.vae);
  const order = shuffled([...counts.genes.keys()], seed);
  const isOf = (list: readonly string[]) => {
    const found = new Set(list);
    return (gene: number) => found.has(counts.genes[gene] ?? '');
  };
  const truth = drivers[concept] ?? [];
  return {
    scenario,
    seed,
    epochs: trained.epochs,
    seconds: Math.round(trained.seconds),
    methods: Object.entries(scores).map(([method, score]) => {
      const ranking = ranked(score, order);
      return {
        method,
        averagePrecision: averagePrecision(ranking, isOf(truth)),
        earlyPrecision: shareOfFirst(ranking, truth.length, isOf(truth)),
        programShare: shareOfFirst(ranking, truth.length, isOf(correlated)),
        batchShare: shareOfFirst(ranking, truth.length, isOf(batchGenes)),
      };
    }),
  };
}
