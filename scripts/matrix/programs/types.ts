// Type-checked with `module: nodenext` and with `moduleResolution: bundler`.
import { conceptVector, type Encoder, explain } from '@csm/core';
import { gradient } from '@csm/explainers';
import { onnxEncoder } from '@csm/onnx';
import { onnxFile } from '@csm/onnx/node';
import { renderMap } from '@csm/render';
import { writePng } from '@csm/render/node';
import ndarray from 'ndarray';

const encoder: Encoder = await onnxEncoder(await onnxFile('encoder.onnx'));
const concept = conceptVector('one', new Float32Array(encoder.latentSize).fill(1));
const inputs = ndarray(new Float32Array(3072), [1, 3, 32, 32]);
const { scores, maps } = await explain(encoder, concept, inputs, gradient());
await writePng('map.png', renderMap(maps.pick(0), { layout: 'channelsFirst' }));
export const score: number = scores.get(0);
