import { dieBefore, stepsSoFar } from './kill-before.js';
import { scenarioNamed } from './scenarios.js';

// The process that is killed. Arguments: scenario, folder, step before which it dies (0: never). It prints "ready" before it begins,
// and the number of steps at the end.

const [name = '', folder = '', step = '0'] = process.argv.slice(2);
console.warn = () => {};
const scenario = await scenarioNamed(name);
const write = await scenario.prepare();
process.stdout.write('ready\n');
dieBefore(Number(step) || Number.POSITIVE_INFINITY);
await write(folder);
process.stdout.write(`${stepsSoFar()}\n`);
process.exit(0);
