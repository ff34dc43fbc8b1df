import { invalidFile } from '@csm/base';
import type { Group } from 'h5wasm';
import { isDataset, isGroup, stringAttribute, stringsAttribute } from './hdf5-entities.js';
import type { KerasFile, KerasLayer, KerasWeight } from './keras-file.js';
import { kerasWeight } from './keras-weight.js';

/** Names that Keras 1 gave to weights. */
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
 * Reads what `save_weights` of Keras 1 and 2 writes, standalone and in TensorFlow: the attribute `layer_names` lists the
 * model's layers in order, and the attribute `weight_names` of each layer's group lists its datasets. A nested model is one
 * such layer, with the weights of all its layers (`dense_4/kernel:0` and so on). Keras 2 lists all trained weights
 * first, then the others; therefore the weights are grouped by the name of their layer.
 */
export function readLayerNamesLayout(where: string, root: Group): KerasFile {
  if (stringAttribute(root, 'backend') === 'theano') {
    throw invalidFile(
      `${where}: expected a file by Keras on TensorFlow; the file was written with the Theano backend, which flips convolution ` +
        'kernels; load and save it with Keras on TensorFlow first.',
    );
  }
  const names = stringsAttribute(root, 'layer_names') ?? [];
  const layers = names.flatMap((name) => layersUnder(where, root, name));
  return {
    layout: 'layer_names',
    kerasVersion: stringAttribute(root, 'keras_version'),
    ignored: [],
    layers,
  };
}

/** The layer with a name, or the layers of a nested model with this name. */
function layersUnder(where: string, root: Group, name: string): KerasLayer[] {
  const group = root.get(name);
  const weightNames = isGroup(group) ? stringsAttribute(group, 'weight_names') : undefined;
  if (!isGroup(group) || !weightNames) {
    const lacks = isGroup(group) ? 'has no attribute weight_names' : 'does not exist in the file';
    throw invalidFile(
      `${where}: expected a group with weight_names for every layer; layer "${name}" ${lacks}; the file is damaged or not by ` +
        'Keras.',
    );
  }
  const weightsByLayer = new Map<string, KerasWeight[]>();
  for (const weightName of weightNames) {
    const dataset = group.get(weightName);
    if (!isDataset(dataset)) {
      throw invalidFile(
        `${where}: expected every weight that the file names; "${name}/${weightName}" does not exist in the file; ` +
          'download or copy the file again.',
      );
    }
    const { layer, role } = partsOf(weightName, name);
    const weights = weightsByLayer.get(layer) ?? [];
    weightsByLayer.set(layer, [...weights, kerasWeight(where, dataset, role)]);
  }
  return Array.from(weightsByLayer, ([layer, weights]) => {
    const isNested = weightsByLayer.size > 1 || !layer.startsWith(name);
    return { name: isNested ? `${name}/${layer}` : name, kind: undefined, weights };
  });
}

/** `conv/kernel:0` is the kernel of conv; Keras 1 wrote `conv_W`. */
function partsOf(weightName: string, layerName: string): { layer: string; role: string } {
  const plain = weightName.replace(/:\d+$/, '');
  const slash = plain.lastIndexOf('/');
  if (slash >= 0) return { layer: plain.slice(0, slash), role: plain.slice(slash + 1) };
  const short = plain.startsWith(`${layerName}_`) ? plain.slice(layerName.length + 1) : plain;
  return { layer: layerName, role: KERAS_1_ROLES[short] ?? short };
}
