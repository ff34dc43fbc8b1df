import type { Run } from '../../src/faces/run.js';
import type { Settings } from '../../src/faces/settings/settings.js';

/** Settings for a run that takes seconds. */
export const tiny: Settings = {
  seed: 1,
  size: 16,
  model: { latentSize: 6, filters: [4, 8], dense: [16] },
  training: {
    epochs: 2,
    batchSize: 8,
    learningRate: 3e-3,
    klWeight: 1e-3,
    patience: 2,
    checkpointSeconds: 0,
  },
  analysis: {
    meanImages: 40,
    examples: 20,
    resamples: 10,
    classifierCost: 0.1,
    classifierExamples: 20,
    measuredImages: 3,
    randomConcepts: 2,
    integrationSteps: 3,
    percentile: 80,
    shownRank: 3,
    alphas: [-1, 0, 1],
    scoreResamples: 50,
  },
};

/** A run without output. */
export function quietRun(out: string, given: Partial<Run> = {}): Run {
  const signal = new AbortController().signal;
  const silent = () => undefined;
  return {
    out,
    settings: tiny,
    signal,
    log: silent,
    onStage: silent,
    onWarning: silent,
    onTraining: silent,
    ...given,
  };
}
