import { parseArgs } from 'node:util';
import { killTests } from './kill-tests.js';
import { SCENARIO_NAMES } from './scenarios.js';

// npx tsx test/kills/main.ts [--scenario NAME]… [--kills 200] [--seed 1]
// Kills processes that write files, at random moments and before each step on the file system. Prints one line per scenario.

const { values } = parseArgs({
  options: {
    scenario: { type: 'string', multiple: true, default: [...SCENARIO_NAMES] },
    kills: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
  },
});
const each = Math.ceil(Number(values.kills) / values.scenario.length);
let kills = 0;
for (const scenario of values.scenario) {
  const result = await killTests(scenario, { kills: each, seed: Number(values.seed) });
  kills += result.kills;
  console.log(
    `${scenario.padEnd(18)} ${result.kills} kills: ${result.old} left the old result, ${result.whole} the new one, ` +
      `${result.unfinished} an unfinished one; ${result.resumed} resumed to equal bytes; ${result.faults.length} faults`,
  );
  for (const fault of result.faults) console.log(`  ${fault}`);
  if (result.faults.length > 0) process.exitCode = 1;
}
console.log(`${kills} kills`);
