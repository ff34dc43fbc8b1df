// Real blood cells whose types are known by proteins: the ranks of known markers by each method, and the overlap of two seeds.
//   npx tsx benchmarks/cells/pbmc.ts [--epochs 100] [--out benchmarks/cells/results]
// Needs ../shared/data/pbmc-cite. Writes pbmc.json, and prints the table.
import '@csm/wasm';
import { mkdir } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { proteinGroups, shuffled } from '@csm/datasets';
import { openAnnData } from '@csm/datasets/node';
import { disposeVae } from '@csm/models';
import { setBackend } from '@tensorflow/tfjs-core';
import { writeText } from '../../support/write-text.js';
import { sharedPath } from '../../test/shared-folder.js';
import { attributedGenes } from './attributed-genes.js';
import { comparedGenes } from './compared-genes.js';
import { type PbmcConcept, settings } from './pbmc-settings.js';
import { type PbmcResult, pbmcJson, pbmcTable } from './pbmc-table.js';
import { ranked } from './ranking-measures.js';
import { training } from './simulation-settings.js';
import { trainCells } from './trained-cells.js';

const { values } = parseArgs({
  options: {
    epochs: { type: 'string', default: String(training.epochs) },
    out: { type: 'string', default: 'benchmarks/cells/results' },
  },
});
const file = sharedPath('data', 'pbmc-cite', 'pbmc_10k_protein_v3_200.h5ad');
if (file === undefined) throw new Error('pbmc: needs ../shared/data/pbmc-cite, which does not exist.');

await setBackend('wasm');
const counts = await openAnnData(file, { spatial: false, arrays: ['protein_expression'] });
const groups = proteinGroups(counts.spots.arrays!.protein_expression!, settings.concepts);
/** Rankings by concept, method and seed. */
const rankings = new Map<string, Map<string, number[][]>>(groups.map(({ name }) => [name, new Map()]));
for (const seed of settings.seeds) {
  const trained = await trainCells(counts, {
    seed,
    epochs: Number(values.epochs),
    onEpoch: (epoch) => process.stderr.write(`\rseed ${seed}: epoch ${epoch} of ${values.epochs}  `),
  });
  console.error(`seed ${seed}: trained ${trained.epochs} epochs in ${trained.seconds.toFixed(0)} s`);
  const order = shuffled([...counts.genes.keys()], seed);
  for (const group of groups) {
    const options = { seed, explainedCells: settings.explainedCells };
    const scores = {
      ...(await attributedGenes(counts, trained, group, options)),
      ...(await comparedGenes(counts, trained, group, options)),
    };
    for (const [method, score] of Object.entries(scores)) {
      const own = rankings.get(group.name)!;
      own.set(method, [...(own.get(method) ?? []), ranked(score, order)]);
    }
  }
  disposeVae(trained.vae);
}
const results = groups.map(({ name, description, positives, negatives }): PbmcResult => {
  const markers = settings.markers[name as PbmcConcept];
  const genes = markers.map((marker) => counts.genes.indexOf(marker));
  return {
    concept: name,
    description,
    cells: [positives.length, negatives.length],
    markers,
    methods: [...rankings.get(name)!].map(([method, seeds]) => ({
      method,
      ranks: seeds.map((ranking) => genes.map((gene) => ranking.indexOf(gene) + 1)),
      first: seeds.map((ranking) => ranking.slice(0, settings.first).map((gene) => counts.genes[gene] ?? '')),
    })),
  };
});
await mkdir(values.out, { recursive: true });
await writeText(`${values.out}/pbmc.json`, pbmcJson(results));
console.log(pbmcTable(results));
