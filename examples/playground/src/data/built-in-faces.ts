import { encode } from '@csm/core';
import { syntheticFaces } from '@csm/datasets';
import { onnxDecoder, onnxEncoder } from '@csm/onnx';
import ndarray from 'ndarray';
import decoderUrl from '../../../onnx/decoder.onnx?url';
import encoderUrl from '../../../onnx/encoder.onnx?url';
import type { JobRun } from '../session/in-job.js';
import type { Attribute, Session } from '../session/session.js';
import { channelsBeforeRows } from './inputs/channels-before-rows.js';

/** Cartoon faces, which are drawn here, and the VAE that was trained on other faces of this kind. */
export async function builtInFaces({ signal, onProgress }: JobRun): Promise<Session> {
  const faces = syntheticFaces({ count: 400, size: 32, seed: 2 });
  const encoder = await onnxEncoder(encoderUrl, {
    normalise: { mean: 0.5, std: 0.5 },
    signal,
  });
  const decoder = await onnxDecoder(decoderUrl, { signal });
  const inputs = ndarray(channelsBeforeRows(faces.images.data, 32 * 32, 3), [400, 3, 32, 32]);
  const attributes = faces.attributeNames.map(
    (name, column): Attribute => ({
      name,
      kind: 'boolean',
      values: Array.from({ length: 400 }, (_, face) => faces.attributes.get(face, column) === 1),
    }),
  );
  return {
    name: 'Drawn faces',
    kind: 'pictures',
    ids: Array.from({ length: 400 }, (_, face) => `face ${face + 1}`),
    inputs,
    attributes,
    modelName: 'Face VAE',
    encoder,
    decoder,
    latents: await encode(encoder, inputs, { batchSize: 64, signal, onProgress }),
    notes: [],
  };
}
