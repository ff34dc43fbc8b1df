import ndarray from 'ndarray';
import { conceptVector, type Encoder, explain } from '../../../packages/core/src/index.js';
import {
  explainLayer,
  gradCam,
  guidedGradCam,
  type Interpolation,
  layerConductance,
  layerGradientXActivation,
} from '../../../packages/explainers/src/index.js';
import type { RelevanceRecord } from '../../oracles/relevance.js';
import { type Oracle, values } from '../../oracles.js';

/** The records of `gradcam.json` that {@link layerMap} computes. */
export const LAYER_KEYS = /^(gradcam|guidedgradcam|layer)\./;

/** Our numbers for a record of Grad-CAM, guided Grad-CAM or a hidden layer, as the record's key says. */
export async function layerMap(
  oracle: Oracle,
  encoder: Encoder,
  { key, expected }: RelevanceRecord,
): Promise<Float32Array> {
  const concept = conceptVector('oracle', values(oracle.concept_vector));
  const inputs = ndarray(values(oracle.x), oracle.x.shape);
  const [kind = '', ...rest] = key.split('.');
  const node = rest[kind === 'layer' ? 1 : 0] ?? '';
  const layer = nameOf(oracle, node);
  if (kind === 'gradcam') {
    const clamp = rest[1] !== undefined;
    const interpolation = rest[2] ? 'bilinear' : 'nearest';
    const explainer = gradCam({ layer, clamp, interpolation });
    const { maps } = await explain(encoder, concept, inputs, explainer, quiet);
    return atSizeOf(expected.shape, maps);
  }
  if (kind === 'guidedgradcam') {
    const interpolation = rest[1] as Interpolation;
    const explainer = guidedGradCam({ layer, interpolation });
    return (await explain(encoder, concept, inputs, explainer, quiet)).maps.data;
  }
  const [method, , from, fine] = rest;
  const stored = oracle.baselines[from as 'zero' | 'random'];
  const run = async (how: Parameters<typeof explainLayer>[3]) =>
    (await explainLayer(encoder, concept, inputs, how, { layer, ...quiet })).values.data;
  if (method === 'gradxactivation') return run(layerGradientXActivation());
  const baseline = ndarray(values(stored), stored.shape);
  return run(
    fine
      ? layerConductance({ steps: 1000, baseline })
      : layerConductance({ steps: 32, form: 'captum', baseline }),
  );
}

const quiet = { onWarning: () => undefined };

/** The name of a node in our graph: an oracle's layer that is used again has a number of its use. */
function nameOf({ layers }: Oracle, id: string): string {
  const at = layers.findIndex((node) => node.id === id);
  const name = layers[at]?.shared ?? id;
  const use = layers.slice(0, at + 1).filter((node) => (node.shared ?? node.id) === name).length;
  return use > 1 ? `${name}#${use}` : name;
}

/**
 * The sum over channels. If the record has fewer cells, those of the layer, the first of the pixels that repeat each of them: the sizes
 * divide, or the maps are as large as the layer.
 */
function atSizeOf(
  [, rows = 0, columns = 0]: readonly number[],
  maps: ndarray.NdArray<Float32Array>,
): Float32Array {
  const [n = 0, height = 0, width = 0, channels = 0] = maps.shape;
  return Float32Array.from({ length: n * rows * columns }, (_, at) => {
    const sample = Math.floor(at / (rows * columns));
    const y = Math.ceil(((Math.floor(at / columns) % rows) * height) / rows);
    const x = Math.ceil(((at % columns) * width) / columns);
    const pixel = (sample * height + y) * width + x;
    return maps.data.subarray(pixel * channels, (pixel + 1) * channels).reduce((a, b) => a + b, 0);
  });
}
