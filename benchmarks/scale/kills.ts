/**
 * Breaks runs and resumes them: kills workers, runs, workers of a queue and Redis (SIGKILL), fills disks, lets stores fail, lets clocks jump and
 * gives two workers the same shards. After each, all bytes of the store must be those of an unbroken run.
 *
 *     npx tsx benchmarks/scale/kills.ts [--kills 100] [--seed 1] [--kind NAME]… [--out FILE]
 */
import { rm, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { breakRuns, type KindResult, unbrokenRun } from './kills/broken-runs.js';
import { KINDS } from './kills/kinds.js';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    kind: { type: 'string', multiple: true, default: [] },
    out: { type: 'string' },
  },
});
const [kills, seed] = [Number(values.kills), Number(values.seed)];
const wanted = KINDS.filter(({ name }) => values.kind.length === 0 || values.kind.includes(name));
if (wanted.length === 0) {
  throw new Error(`kills: unknown kind; valid kinds: ${KINDS.map(({ name }) => `"${name}"`).join(', ')}.`);
}
const possible = [];
for (const kind of wanted) if ((await kind.missing?.()) === undefined) possible.push(kind);

const unbroken = await unbrokenRun();
const results: KindResult[] = [];
try {
  for (const kind of wanted) {
    const place = possible.indexOf(kind);
    // The kills are shared out over the kinds that this machine allows.
    const own =
      Math.floor((kills * (place + 1)) / possible.length) - Math.floor((kills * place) / possible.length);
    const result = await breakRuns(kind, unbroken, { kills: own, seed });
    results.push(result);
    console.log(
      result.missing
        ? `${kind.name}: left out, ${result.missing}`
        : `${kind.name}: ${result.kills} kills, ${result.equal} resumed to equal bytes, ${result.lost} objects lost, ${result.doubled} doubled, ` +
            `${result.changed} changed; ${Math.round(100 * result.kept)} % of the objects were kept, ${result.temporaries} temporary files ` +
            `left; ${result.seconds.toFixed(0)} s`,
    );
    for (const fault of result.faults) console.log(`  ${fault}`);
  }
} finally {
  await rm(unbroken.root, { recursive: true, force: true });
}
const total = (figure: 'kills' | 'equal' | 'lost' | 'doubled' | 'changed') =>
  results.reduce((sum, each) => sum + each[figure], 0);
console.log(
  `${total('kills')} kills: ${total('equal')} resumed to equal bytes, ${total('lost')} objects lost, ${total('doubled')} doubled, ${total('changed')} changed`,
);
if (values.out)
  await writeFile(values.out, `${JSON.stringify({ kills: total('kills'), seed, results }, null, 2)}\n`);
if (results.some(({ faults }) => faults.length > 0)) process.exitCode = 1;
