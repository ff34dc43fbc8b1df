import type { Group } from 'h5wasm';
import { isDataset, isFloat, isGroup, kerasWeight, stringAttribute } from './keras-dataset.js';
import type { KerasFile, KerasLayer } from './keras-file.js';

/** Models that a subclassed VAE holds under these names come in this order. */
const PARTS = ['encoder', 'decoder'];

/**
 * `.weights.h5` of Keras 3 (and, with `_layer_checkpoint_dependencies` for `layers`, of TensorFlow 2.12): a layer's
 * weights are `layers/<kind>/vars/0`, `1` …; the kind is numbered from the second layer on (`conv2d`, `conv2d_1`), and
 * the groups are sorted by name, so that the order among layers of different kinds is lost. A model inside the model has
 * `layers` of its own.
 */
export function readKeras3Layout(caller: string, file: Group): KerasFile {
  const layers: KerasLayer[] = [];
  const ignored: string[] = [];
  const visit = (group: Group, path: string) => {
    const nested: Group[] = [];
    for (const key of group.keys().sort(inOrder)) {
      const child = group.get(key);
      if (!isGroup(child) || key === 'vars') continue;
      const at = path ? `${path}/${key}` : key;
      if (at === 'optimizer') {
        ignored.push(at);
        continue;
      }
      const layer = ownWeights(caller, child, key);
      if (layer === 'state') ignored.push(at);
      else if (layer) layers.push(layer);
      nested.push(child);
    }
    for (const child of nested) visit(child, child.path.replace(/^\//, ''));
  };
  visit(file, '');
  return { layout: 'layers/vars', kerasVersion: undefined, ignored, layers };
}

/** A layer with weights, `state` for counters of metrics and states of random generators, undefined for neither. */
function ownWeights(caller: string, group: Group, key: string): KerasLayer | 'state' | undefined {
  const vars = group.get('vars');
  if (!isGroup(vars)) return undefined;
  const datasets = vars
    .keys()
    .sort(inOrder)
    .map((name) => vars.get(name))
    .filter(isDataset);
  if (datasets.length === 0) return undefined;
  if (datasets.every((dataset) => !isFloat(dataset) || dataset.shape?.length === 0)) return 'state';
  return {
    name: stringAttribute(vars, 'name') ?? key,
    kind: key.replace(/_\d+$/, ''),
    weights: datasets.map((dataset) => kerasWeight(caller, dataset, undefined)),
  };
}

/** `conv2d`, `conv2d_2`, `conv2d_10`; the encoder before the decoder. */
function inOrder(a: string, b: string): number {
  const parts = [PARTS.indexOf(a), PARTS.indexOf(b)] as const;
  if (parts[0] >= 0 && parts[1] >= 0) return parts[0] - parts[1];
  return a.localeCompare(b, 'en', { numeric: true });
}
