import { invalidArgument } from '@csm/base';
import type { TrainingCheckpoint, TrainingSettings } from './checkpoint/training-checkpoint.js';
import { readTrainingTensors, writeTrainingTensors } from './checkpoint/training-tensors.js';
import type { TrainingRun } from './training-run.js';

/**
 * Sets the run to a checkpoint.
 * @throws if the checkpoint has other settings or is of another model; in this case nothing is changed.
 */
export async function resumeFrom(run: TrainingRun, checkpoint: TrainingCheckpoint): Promise<void> {
  checkSettings(run.plan.settings, checkpoint);
  run.bestWeights = await writeTrainingTensors('trainVae', run, checkpoint);
  run.position = checkpoint.position;
}

/** Saves a checkpoint if there is a store and anything has changed since the last one. */
export async function saveCheckpoint(run: TrainingRun): Promise<void> {
  const { plan, position, bestWeights } = run;
  if (!plan.checkpoints || !run.isUnsaved) return;
  const tensors = await readTrainingTensors(run, bestWeights);
  await plan.checkpoints.save({ settings: plan.settings, position, tensors });
  run.isUnsaved = false;
  run.lastSave = performance.now();
}

/** Saves a checkpoint if the last one is older than the interval. */
export async function saveCheckpointIfDue(run: TrainingRun): Promise<void> {
  const elapsed = performance.now() - run.lastSave;
  if (elapsed >= 1000 * run.plan.checkpointSeconds) await saveCheckpoint(run);
}

function checkSettings(
  now: TrainingSettings,
  { settings: then, source = 'the checkpoint' }: TrainingCheckpoint,
): void {
  const names = Object.keys(now) as (keyof TrainingSettings)[];
  const differing = names.filter((name) => now[name] !== then[name]);
  if (differing.length === 0) return;
  const list = differing.map((name) => `${name} ${then[name]} (now ${now[name]})`).join(', ');
  throw invalidArgument(
    `trainVae: expected the settings of ${source}; it was made with ${list}; pass the same settings, or keep ` +
      'checkpoints in another folder to start again.',
  );
}
