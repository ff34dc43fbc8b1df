import type { Group } from 'h5wasm';
import { isDataset, isGroup, kerasWeight, stringAttribute, stringsAttribute } from './keras-dataset.js';
import type { KerasFile, KerasLayer, KerasWeight } from './keras-file.js';

/** What Keras 1 called weights. */
const KERAS_1_ROLES: Readonly<Record<string, string>> = {
  W: 'kernel',
  b: 'bias',
  running_mean: 'moving_mean',
  running_std: 'moving_variance',
};

/** Whether a group lists its layers as Keras 1 and 2 do. */
export function hasLayerNames(group: Group): boolean {
  return stringsAttribute(group, 'layer_names') !== undefined;
}

/**
 * `save_weights` of Keras 1 and 2, standalone and in TensorFlow: the attribute `layer_names` lists the model's layers in
 * order, the attribute `weight_names` of each layer's group its datasets. A model inside the model is one such layer, with
 * the weights of all its layers, `dense_4/kernel:0` and so on: in Keras 2 first all that are trained, then the others,
 * which is why weights are put together by the layer's name.
 */
export function readLayerNamesLayout(caller: string, root: Group): KerasFile {
  const backend = stringAttribute(root, 'backend');
  if (backend === 'theano') {
    throw new Error(
      `${caller}: the file was written with the Theano backend, which flips convolution kernels. Load and save it with ` +
        'Keras on TensorFlow first.',
    );
  }
  const layers: KerasLayer[] = [];
  for (const name of stringsAttribute(root, 'layer_names') ?? []) {
    const group = root.get(name);
    const names = isGroup(group) ? stringsAttribute(group, 'weight_names') : undefined;
    if (!isGroup(group) || !names) {
      const lacks = isGroup(group) ? 'has no attribute weight_names' : 'is not in it';
      throw new Error(
        `${caller}: layer "${name}" of the file ${lacks}; the file is damaged or not by Keras.`,
      );
    }
    const inner = new Map<string, KerasWeight[]>();
    for (const weightName of names) {
      const dataset = group.get(weightName);
      if (!isDataset(dataset)) {
        throw new Error(
          `${caller}: the file names a weight "${name}/${weightName}" that is not in it; copy or download it again.`,
        );
      }
      const { layer, role } = partsOf(weightName, name);
      inner.set(layer, [...(inner.get(layer) ?? []), kerasWeight(caller, dataset, role)]);
    }
    for (const [layer, weights] of inner) {
      const nested = inner.size > 1 || !layer.startsWith(name);
      layers.push({ name: nested ? `${name}/${layer}` : name, kind: undefined, weights });
    }
  }
  const kerasVersion = stringAttribute(root, 'keras_version');
  return { layout: 'layer_names', kerasVersion, ignored: [], layers };
}

/** `conv/kernel:0` is the kernel of conv; `conv_W` is what Keras 1 called it. */
function partsOf(weightName: string, layerName: string): { layer: string; role: string } {
  const plain = weightName.replace(/:\d+$/, '');
  const slash = plain.lastIndexOf('/');
  if (slash >= 0) return { layer: plain.slice(0, slash), role: plain.slice(slash + 1) };
  const short = plain.startsWith(`${layerName}_`) ? plain.slice(layerName.length + 1) : plain;
  return { layer: layerName, role: KERAS_1_ROLES[short] ?? short };
}
