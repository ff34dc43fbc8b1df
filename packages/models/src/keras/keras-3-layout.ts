import type { Group } from 'h5wasm';
import { isDataset, isGroup, stringAttribute } from './hdf5-entities.js';
import type { KerasFile, KerasLayer } from './keras-file.js';
import { isFloat, kerasWeight } from './keras-weight.js';

/** The names of the two models in a subclassed VAE, in the order in which their layers are listed. */
const PARTS = ['encoder', 'decoder'];

/**
 * Reads `.weights.h5` of Keras 3, and of TensorFlow 2.12, which has `_layer_checkpoint_dependencies` instead of `layers`. A
 * layer's weights are `layers/<kind>/vars/0`, `1` …; the kind is numbered from its second layer on (`conv2d`, `conv2d_1`). The
 * groups are sorted by name, so the order between layers of different kinds is lost. A nested model has its own
 * `layers`.
 */
export function readKeras3Layout(where: string, file: Group): KerasFile {
  const layers: KerasLayer[] = [];
  const ignored: string[] = [];
  const visit = (group: Group, path: string) => {
    const nested: { group: Group; path: string }[] = [];
    for (const key of group.keys().sort(inOrder)) {
      const child = group.get(key);
      if (!isGroup(child) || key === 'vars') continue;
      const childPath = path ? `${path}/${key}` : key;
      if (childPath === 'optimizer') {
        ignored.push(childPath);
        continue;
      }
      const layer = ownWeights(where, child, key);
      if (layer === 'state') ignored.push(childPath);
      else if (layer) layers.push(layer);
      nested.push({ group: child, path: childPath });
    }
    for (const child of nested) visit(child.group, child.path);
  };
  visit(file, '');
  return { layout: 'layers/vars', kerasVersion: undefined, ignored, layers };
}

/**
 * Returns a layer if the group has weights, `state` for counters of metrics and states of random generators, and
 * undefined otherwise.
 */
function ownWeights(where: string, group: Group, key: string): KerasLayer | 'state' | undefined {
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
    weights: datasets.map((dataset) => kerasWeight(where, dataset, undefined)),
  };
}

/** Sorts `conv2d`, `conv2d_2`, `conv2d_10`, and the encoder before the decoder. */
function inOrder(a: string, b: string): number {
  const [partA, partB] = [PARTS.indexOf(a), PARTS.indexOf(b)];
  if (partA >= 0 && partB >= 0) return partA - partB;
  return a.localeCompare(b, 'en', { numeric: true });
}
