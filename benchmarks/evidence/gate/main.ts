// Tests the gate of @csm/evaluate on grounds with known truth: which right maps it doubts, and which wrong ones it believes.
//   npx tsx benchmarks/evidence/gate/main.ts [--seeds choice|report|N,N] [--out out/evidence] [--models out]
// Models that are missing are trained; a stopped run continues. Prints the tables as Markdown and writes <out>/gate.md.
import '@csm/wasm';
import { parseArgs } from 'node:util';
import { setBackend } from '@tensorflow/tfjs-core';
import { progressLine } from '../../../support/progress-line.js';
import { writeText } from '../../../support/write-text.js';
import { hardSeeds } from '../grounds/open-hard-ground.js';
import { gateSentences, gateTables, ruleTable } from './gate-tables.js';
import { type JudgedMap, judgedMaps } from './judged-maps.js';
import { casesOf, gateGrounds } from './run-cases.js';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: 'report' },
    out: { type: 'string', default: 'out/evidence' },
    models: { type: 'string', default: 'out' },
  },
});
const abort = new AbortController();
process.once('SIGINT', () =>
  abort.abort(new Error('stopped by Ctrl+C; run the same command again to continue')),
);
const seeds =
  values.seeds === 'choice' || values.seeds === 'report'
    ? hardSeeds[values.seeds]
    : values.seeds.split(',').map(Number);

const onProgress = progressLine();

await setBackend('wasm');
const maps: JudgedMap[] = [];
for (const seed of seeds) {
  for (const ground of gateGrounds) {
    const concepts = await casesOf(ground, seed, {
      out: values.out,
      models: values.models,
      signal: abort.signal,
      log: console.log,
      onProgress,
    });
    for (const map of judgedMaps(ground.title, seed, concepts)) maps.push(map);
  }
}
const page = `${gateTables(maps)}\n${ruleTable(maps)}\n\n${gateSentences(maps)}\n`;
await writeText(`${values.out}/gate.md`, page);
console.log(page);
