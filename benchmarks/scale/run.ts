// One run of main.ts: `run.ts STORE DATA PROCESSES [REDIS]` does all tasks of a plan. Its last line is JSON.
import { loadPlan } from '@csm/scale';
import { enqueuePlan, localStore, queueWorker, type RunProgress, runPlan } from '@csm/scale/node';

const [store = '', data = '', count = '1', queue] = process.argv.slice(2);
const plan = { ...(await loadPlan(localStore(store))), places: { store, data } };
const options = {
  plan,
  module: new URL('celeba-job.ts', import.meta.url),
  processes: Number(count),
  onProgress({ done }: RunProgress) {
    if (done > explained) console.log(`explained ${done}`);
    explained = done;
  },
};
let explained = 0;
if (queue) {
  await enqueuePlan({ plan, queue });
  await queueWorker({ ...options, queue, untilEmpty: true });
} else await runPlan(options);
console.log(JSON.stringify({ explained: plan.inputs.count }));
process.exit();
