// How often the tests of significance find something where there is nothing (P(p ≤ .05) under the null, which should be .05),
// and how often they find what is there:
//   npx tsx benchmarks/concept-significance.ts [--simulations 2000]
// Prints a Markdown table. "length" is the test of version 0.1: the length of the difference of means against permuted labels,
// without groups. "studentised" is conceptSignificance of @csm/evaluate. Takes about three minutes.
import { parseArgs } from 'node:util';
import { type ConceptExamples, conceptSignificance } from '@csm/evaluate';
import { markdownTable } from './markdown-table.js';
import { lengthTest } from './significance/length-test.js';
import { concepts } from './significance/simulated-concepts.js';

const { values } = parseArgs({ options: { simulations: { type: 'string', default: '2000' } } });
const simulations = Number(values.simulations);
const SAMPLES = 199;

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
