// How often the tests of significance find something where there is nothing (P(p ≤ .05) under the null, which should be .05),
// and how often they find what is there:
//   npx tsx benchmarks/concept-significance.ts [--simulations 2000] [--part concepts|fields|regions]
// Prints Markdown tables. "length" is the test of version 0.1: the length of the difference of means against permuted labels,
// without groups. "studentised" is conceptSignificance of @csm/evaluate. A second table tests smooth random fields on a tissue of
// irregular outline by the two nulls of enrichedExamples of @csm/core/statistics, and a third the regions of regionSignificance. Takes
// about four minutes.
import '@tensorflow/tfjs-backend-cpu';
import { parseArgs } from 'node:util';
import { enrichedExamples } from '@csm/core/statistics';
import { type ConceptExamples, conceptSignificance } from '@csm/evaluate';
import { markdownTable } from './markdown-table.js';
import { lengthTest } from './significance/length-test.js';
import { concepts } from './significance/simulated-concepts.js';
import { irregularTissue, regions, smoothField } from './significance/simulated-fields.js';
import { PLANTED, simulatedRegions } from './significance/simulated-regions.js';

const { values } = parseArgs({
  options: { simulations: { type: 'string', default: '2000' }, part: { type: 'string', default: 'all' } },
});
const simulations = Number(values.simulations);
const SAMPLES = 199;
const isAsked = (part: string) => values.part === 'all' || values.part === part;

type Test = (examples: ConceptExamples, seed: number) => Promise<number>;
const length: Test = async (examples, seed) => lengthTest(examples, SAMPLES, seed);
const studentised: Test = async (examples, seed) => {
  const [test] = await conceptSignificance([{ name: 'c', ...examples }], { samples: SAMPLES, seed });
  return test?.p ?? Number.NaN;
};

async function rejected(test: Test, make: (seed: number) => ConceptExamples, count: number): Promise<string> {
  let found = 0;
  for (let seed = 0; seed < count; seed++) if ((await test(make(seed), seed)) <= 0.05) found++;
  return (found / count).toFixed(3);
}

const share = (found: readonly { p: number }[]) =>
  (found.filter(({ p }) => p <= 0.05).length / found.length).toFixed(3);

async function testConcepts(): Promise<void> {
  const table: string[][] = [];
  for (const { name, kind, make, share = 1 } of concepts) {
    const count = Math.round(simulations * share);
    table.push([
      kind,
      name,
      String(count),
      await rejected(length, make, count),
      await rejected(studentised, make, count),
    ]);
    console.error(table.at(-1)?.join(' | '));
  }
  console.log(markdownTable(['', 'examples', 'simulations', 'length', 'studentised'], table));
}

function testFields(): void {
  const tissue = irregularTissue();
  const fieldTable: string[][] = [];
  for (const length of [1.5, 3, 5]) {
    for (const noise of [0, 0.5]) {
      const fields = Array.from({ length: simulations }, (_, seed) =>
        smoothField(tissue, { length, noise, seed }),
      );
      for (const [name, inside] of Object.entries(regions(tissue))) {
        fieldTable.push([
          `correlated over ${length} spots${noise > 0 ? ', half noise' : ''}`,
          name,
          String(simulations),
          share(enrichedExamples(fields, inside)),
          share(enrichedExamples(fields, inside, { positions: tissue })),
        ]);
        console.error(fieldTable.at(-1)?.join(' | '));
      }
    }
  }
  // Power: half of the variance of a gene follows the region.
  for (const [name, inside] of Object.entries(regions(tissue))) {
    const genes = Array.from({ length: simulations / 10 }, (_, seed) =>
      smoothField(tissue, { length: 3, noise: 0.5, seed }).map((value, i) => value + (inside[i] ? 2 : 0)),
    );
    fieldTable.push([
      'power: 2 sd higher inside',
      name,
      String(genes.length),
      share(enrichedExamples(genes, inside)),
      share(enrichedExamples(genes, inside, { positions: tissue })),
    ]);
  }
  console.log(`\n${markdownTable(['fields', 'region', 'simulations', 'rank sum', 'spatial'], fieldTable)}`);
}

async function testRegions(): Promise<void> {
  const table: string[][] = [];
  for (const shift of [0, 1.5]) {
    const count = Math.round(simulations / (shift === 0 ? 8 : 40));
    const found = [];
    for (let seed = 0; seed < count; seed++) found.push(await simulatedRegions(shift, seed));
    const others = found.flatMap(({ regions }) =>
      shift === 0 ? regions : regions.filter(({ label }) => label !== PLANTED),
    );
    const planted = found.flatMap(({ regions }) => regions.filter(({ label }) => label === PLANTED));
    const discoveries = found.filter(({ regions }) =>
      regions.some(({ label, q }) => q <= 0.05 && (shift === 0 || label !== PLANTED)),
    );
    table.push([
      shift === 0 ? 'labels that mean nothing' : '1.5 sd in one of 16 regions',
      String(count),
      share(others),
      (discoveries.length / count).toFixed(3),
      shift === 0 ? '' : (planted.filter(({ q }) => q <= 0.05).length / count).toFixed(3),
    ]);
  }
  const head = [
    'donors: 12 and 14',
    'simulations',
    'other regions, p ≤ .05',
    'any other, q ≤ .05',
    'region found',
  ];
  console.log(`\n${markdownTable(head, table)}`);
}

if (isAsked('concepts')) await testConcepts();
if (isAsked('fields')) testFields();
if (isAsked('regions')) await testRegions();
