import { conceptVector, type Encoder, layersEncoder } from '@csm/core';
import { onnxEncoder } from '@csm/onnx';
import { onnxFile } from '@csm/onnx/node';
import ndarray from 'ndarray';
import { sharedPath } from '../../../test/shared-folder.js';
import { encoderModel } from '../encoders.js';
import { gradientCase, methodCases } from '../methods/index.js';
import type { MethodEncoder } from '../methods/method-case.js';
import { drawnConcept, drawnImages, type Job, type Prepared } from './job.js';

const BATCH = 8;

/** A method on eight images, by its public function, with the maps on the host. */
export async function prepareMethod({ method, encoder: name }: Job & { kind: 'method' }): Promise<Prepared> {
  const encoder = await encoderOf(name);
  const inputs = drawnImages(BATCH, encoder.inputShape);
  const concept = drawnConcept(encoder.latentSize);
  const found = [gradientCase(name), ...methodCases].find((each) => each.name === method)!;
  const run = found.prepare({
    encoder,
    concept: conceptVector('drawn', concept),
    inputs: ndarray(inputs, [BATCH, ...encoder.inputShape]),
  });
  return { run };
}

async function encoderOf(name: MethodEncoder): Promise<Encoder> {
  if (name === 'B') return layersEncoder(encoderModel('B'));
  const file = sharedPath('oracles', 'onnx', 'vit-dino.onnx');
  if (file === undefined)
    throw new Error('benchmark: the small vision transformer is in the folder ../shared, which is missing.');
  return onnxEncoder(await onnxFile(file), { latent: 'flatten' });
}
