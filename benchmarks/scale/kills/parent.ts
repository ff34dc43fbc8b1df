// The run that is killed: `parent.ts STORE` runs a plan with two child processes.
import { loadPlan } from '@csm/scale';
import { localStore, runPlan } from '@csm/scale/node';

const [folder = ''] = process.argv.slice(2);
const plan = { ...(await loadPlan(localStore(folder))), places: { store: folder } };
console.log('ready');
await runPlan({ plan, module: new URL('pool-child.mjs', import.meta.url), processes: 2 });
