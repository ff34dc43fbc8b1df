import { conceptVector, encode } from '@csm/core';
import { describeEncoder } from '@csm/explainers';
import ndarray from 'ndarray';
import { takesPictures } from '../inputs/picture-shape.js';
import { METHOD_NAMES, methodByName, needsOf } from '../methods/method-by-name.js';
import type { MethodData } from '../methods/method-data.js';
import type { ModelOptions } from '../models/model-options.js';
import { openModel } from '../models/open-model.js';
import type { OpenedModel } from '../models/opened-model.js';
import type { CommandRun } from '../terminal/command-run.js';
import { inFlags } from '../terminal/in-flags.js';

/** Inputs with which the methods that need some are made. */
const SAMPLES = 3;

/** Prints what a model is, and which methods work on it. */
export async function inspectModel(path: string, options: ModelOptions, run: CommandRun): Promise<void> {
  const model = await openModel(path, options, run);
  try {
    const { encoder } = model;
    const data = await trialData(model);
    const names = METHOD_NAMES.filter((name) => model.decoder || !needsOf(name).includes('decoder'));
    const methods = Object.fromEntries(names.map((name) => [name, () => methodByName(name, {}, data)]));
    const { text, ...description } = await describeEncoder(encoder, methods, { signal: run.signal });
    const hint =
      takesPictures(encoder) && options.normalise === undefined
        ? 'Pictures are taken as they are, in [0, 1]; if the model was trained with a normalisation, pass it with --normalise.'
        : undefined;
    run.print(`${model.format}, ${model.engine}`);
    run.print(inFlags(text));
    if (!model.decoder) {
      const others = METHOD_NAMES.filter((name) => !names.includes(name));
      run.print(`Methods that need --decoder: ${others.join(', ')}.`);
    }
    if (hint) run.print(hint);
    run.json({
      format: model.format,
      engine: model.engine,
      sha256: model.sha256,
      hasDecoder: model.decoder !== undefined,
      ...(hint && { hint }),
      ...description,
    });
  } finally {
    await model.dispose();
  }
}

/** Data with which every method can be made. Whether a method works does not depend on them. */
async function trialData({ encoder, decoder }: OpenedModel): Promise<MethodData> {
  const { inputShape, latentSize } = encoder;
  const size = inputShape.reduce((a, b) => a * b, 1);
  const some = (count: number) => Float32Array.from({ length: count }, (_, i) => (1 + Math.sin(i)) / 2);
  const samples = ndarray(some(SAMPLES * size), [SAMPLES, ...inputShape]);
  const one = ndarray(some(size), [...inputShape]);
  return {
    encoder,
    ...(decoder && { decoder }),
    ...{ baseline: one, mean: one, samples, donors: samples },
    // An encoder that cannot run is reported by the description.
    negatives: await encode(encoder, samples).catch(() =>
      ndarray(some(SAMPLES * latentSize), [SAMPLES, latentSize]),
    ),
    others: [conceptVector('another', some(latentSize))],
  };
}
