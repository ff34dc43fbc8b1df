import { type Plan, planTasks, storeKeys } from '@csm/scale';
import type { CommandRun } from '../../terminal/command-run.js';
import { resultBytes, shownBytes, shownHours } from './estimate.js';

/** Prints what a plan has, and what it will take. @param seconds of all maps of one input. @param idBytes bytes of all ids. */
export function reportPlan(
  plan: Plan,
  { out, seconds, idBytes }: { readonly out: string; readonly seconds: number; readonly idBytes: number },
  run: CommandRun,
): void {
  const { concepts, inputs, shards, maps } = plan;
  const tasks = planTasks(plan).length;
  const bytes = resultBytes(plan, idBytes);
  const total = Object.values(bytes).reduce((a, b) => a + b, 0);
  const coreSeconds = seconds * inputs.count;
  const mapsPerSecond = Number((concepts.length / seconds).toPrecision(3));
  const path = `${out.replace(/\/$/, '')}/${storeKeys.plan}`;
  const kept = maps.kind === 'none' ? 'none' : `${maps.kind}, ${maps.shape.join(' × ')}`;
  const certificates = plan.certificates ? ` and ${concepts.length} certificates` : '';
  run.print(
    `${inputs.count} inputs × ${concepts.length} concepts in ${shards.ids.length} shards of ${shards.size}`,
  );
  run.print(`Tasks: 0 to ${tasks - 1}, ${shards.ids.length} shards${certificates}`);
  run.print(`Maps in the store: ${kept}`);
  run.print(`Results: about ${shownBytes(total)}, ${shownBytes(bytes.maps)} of them maps`);
  run.print(
    `Time: about ${shownHours(coreSeconds)} (${mapsPerSecond} maps per second and process${plan.certificates ? ', without the certificates' : ''})`,
  );
  run.print(`Written: ${path}`);
  run.json({
    ...{ plan: path, id: plan.id, inputs: inputs.count, concepts, shards: shards.ids.length },
    ...{ shardSize: shards.size, tasks, certificates: plan.certificates, maps, bytes },
    ...{ mapsPerSecond, coreSeconds },
  });
}
