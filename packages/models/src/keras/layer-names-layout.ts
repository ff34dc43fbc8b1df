import { invalidFile } from '@csm/base';
import type { Hdf5File, Hdf5Group } from '@csm/base/hdf5';
import { stringAttribute, stringsAttribute } from './hdf5-attributes.js';
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
export function hasLayerNames(group: Hdf5Group): boolean {
  return stringsAttribute(group, 'layer_names') !== undefined;
}

/**
 * Reads what `save_weights` of Keras 1 and 2 writes, standalone and in TensorFlow: the attribute `layer_names` lists the
 * model's layers in order, and the attribute `weight_names` of each layer's group lists its datasets. A nested model is one
 * such layer, with the weights of all its layers (`dense_4/kernel:0` and so on). Keras 2 lists all trained weights
 * first, then the others; therefore the weights are grouped by the name of their layer.
 */
export async function readLayerNamesLayout(
  where: string,
  file: Hdf5File,
  root: Hdf5Group,
): Promise<KerasFile> {
  if (stringAttribute(root, 'backend') === 'theano') {
    throw invalidFile(
      `${where}: expected a file by Keras on TensorFlow; the file was written with the Theano backend, which flips convolution ` +
        'kernels; load and save it with Keras on TensorFlow first.',
    );
  }
  const names = stringsAttribute(root, 'layer_names') ?? [];
  const layers: KerasLayer[] = [];
  for (const name of names) {
    for (const layer of await layersUnder(where, file, root, name)) layers.push(layer);
  }
  return {
    layout: 'layer_names',
    kerasVersion: stringAttribute(root, 'keras_version'),
    ignored: [],
    layers,
  };
}

/** The layer with a name, or the layers of a nested model with this name. */
async function layersUnder(
  where: string,
  file: Hdf5File,
  root: Hdf5Group,
  name: string,
): Promise<KerasLayer[]> {
  const group = await file.at(`${root.path}/${name}`);
  const weightNames = group?.kind === 'group' ? stringsAttribute(group, 'weight_names') : undefined;
  if (!weightNames) {
    const lacks = group?.kind === 'group' ? 'has no attribute weight_names' : 'does not exist in the file';
    throw invalidFile(
      `${where}: expected a group with weight_names for every layer; layer "${name}" ${lacks}; the file is damaged or not by ` +
        'Keras.',
    );
  }
  const weightsByLayer = new Map<string, KerasWeight[]>();
  for (const weightName of weightNames) {
    const dataset = await file.at(`${root.path}/${name}/${weightName}`);
    if (dataset?.kind !== 'dataset') {
      throw invalidFile(
        `${where}: expected every weight that the file names; "${name}/${weightName}" does not exist in the file; ` +
          'download or copy the file again.',
      );
    }
    const { layer, role } = partsOf(weightName, name);
    const weights = weightsByLayer.get(layer) ?? [];
    weightsByLayer.set(layer, [...weights, kerasWeight(dataset, role)]);
  }
  return Array.from(weightsByLayer, ([layer, weights]) => {
    const isNested = weightsByLayer.size > 1 || !layer.startsWith(name);
    return {
      name: isNested ? `${name}/${layer}` : name,
      within: isNested ? [name] : [],
      kind: undefined,
      weights,
    };
  });
}

/** `conv/kernel:0` is the kernel of conv; Keras 1 wrote `conv_W`. */
function partsOf(weightName: string, layerName: string): { layer: string; role: string } {
  const plain = weightName.replace(/:\d+$/, '');
  const slash = plain.lastIndexOf('/');
  if (slash >= 0) return { layer: plain.slice(0, slash), role: plain.slice(slash + 1) };
  const short = plain.startsWith(`${layerName}_`) ? plain.slice(layerName.length + 1) : plain;
  const role = Object.hasOwn(KERAS_1_ROLES, short) ? KERAS_1_ROLES[short] : undefined;
  return { layer: layerName, role: role ?? short };
}
