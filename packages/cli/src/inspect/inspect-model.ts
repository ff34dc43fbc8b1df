import {
  deepLift,
  describeEncoder,
  epsilonLrp,
  gradient,
  guidedBackprop,
  inputXGradient,
  integratedGradients,
  kernelShap,
  occlusion,
  rectifiedGradient,
  rise,
  smoothGrad,
} from '@csm/explainers';
import type { ModelOptions } from '../models/model-options.js';
import { openModel } from '../models/open-model.js';
import type { CommandRun } from '../terminal/command-run.js';

/** Prints what a model is, and which methods work on it. */
export async function inspectModel(path: string, options: ModelOptions, run: CommandRun): Promise<void> {
  const model = await openModel(path, options, run);
  try {
    const { text, ...description } = await describeEncoder(model.encoder, methods(model.encoder.inputShape), {
      signal: run.signal,
    });
    run.print(`${model.format}, ${model.engine}`);
    run.print(text);
    run.json({ format: model.format, engine: model.engine, ...description });
  } finally {
    await model.dispose();
  }
}

/** The methods that are tried, with small settings: whether they work does not depend on these. */
const methods = (inputShape: readonly number[]) => ({
  gradient: gradient(),
  inputXGradient: inputXGradient(),
  integratedGradients: integratedGradients({ steps: 2 }),
  smoothGrad: smoothGrad(gradient(), { samples: 2 }),
  guidedBackprop: guidedBackprop(),
  rectifiedGradient: rectifiedGradient({ percentile: 80 }),
  deepLift: deepLift(),
  epsilonLrp: epsilonLrp(),
  occlusion: occlusion({ window: inputShape.map(() => 1) }),
  kernelShap: kernelShap({ samples: 30 }),
  rise: rise({ masks: 3 }),
});
