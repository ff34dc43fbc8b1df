import type { Hdf5Dataset, Hdf5File, Hdf5Group } from '@csm/base/hdf5';
import { stringAttribute } from './hdf5-attributes.js';
import type { KerasFile, KerasLayer } from './keras-file.js';
import { kerasWeight } from './keras-weight.js';

/** The names of the two models in a subclassed VAE, in the order in which their layers are listed. */
const PARTS = ['encoder', 'decoder'];

/**
 * Reads `.weights.h5` of Keras 3, and of TensorFlow 2.12, which has `_layer_checkpoint_dependencies` instead of `layers`. A
 * layer's weights are `layers/<kind>/vars/0`, `1` …; the kind is numbered from its second layer on (`conv2d`, `conv2d_1`). The
 * groups are sorted by name, so the order between layers of different kinds is lost. A nested model has its own
 * `layers`.
 */
export async function readKeras3Layout(file: Hdf5File, root: Hdf5Group): Promise<KerasFile> {
  const layers: KerasLayer[] = [];
  const ignored: string[] = [];
  // A damaged file may have groups that contain themselves.
  const visited = new Set([root.id]);
  const visit = async (group: Hdf5Group, path: string, within: readonly string[]): Promise<void> => {
    const nested: { group: Hdf5Group; path: string; within: readonly string[] }[] = [];
    for (const key of [...group.keys].sort(inOrder)) {
      if (key === 'vars') continue;
      const child = await file.at(`${path}/${key}`);
      if (child?.kind !== 'group' || visited.has(child.id)) continue;
      visited.add(child.id);
      const childPath = path ? `${path}/${key}` : key;
      if (childPath === 'optimizer') {
        ignored.push(childPath);
        continue;
      }
      const parts = await weightsInParts(file, child, childPath, kindOf(key));
      for (const { group: part } of parts) visited.add(part.id);
      const layer = await ownWeights(file, childPath, key, within, parts);
      if (layer === 'state') ignored.push(childPath);
      else if (layer) layers.push(layer);
      nested.push({ group: child, path: childPath, within: await namesOf(file, childPath, within) });
    }
    for (const child of nested) await visit(child.group, child.path, child.within);
  };
  await visit(root, '', []);
  return { layout: 'layers/vars', kerasVersion: undefined, ignored, layers };
}

/**
 * Returns a layer if the group has weights, `state` for counters of metrics and states of random generators, and
 * undefined otherwise.
 */
async function ownWeights(
  file: Hdf5File,
  path: string,
  key: string,
  within: readonly string[],
  parts: readonly LayerPart[],
): Promise<KerasLayer | 'state' | undefined> {
  const vars = await file.at(`${path}/vars`);
  const datasets = [...(await datasetsIn(file, `${path}/vars`)), ...parts.flatMap((part) => part.datasets)];
  if (datasets.length === 0) return undefined;
  if (datasets.every(({ type, shape }) => type !== 'float' || shape?.length === 0)) return 'state';
  return {
    name: (vars?.kind === 'group' ? stringAttribute(vars, 'name') : undefined) ?? key,
    within,
    kind: kindOf(key),
    weights: datasets.map((dataset) => kerasWeight(dataset, undefined)),
  };
}

/** The kind in the name of a group: `conv2d` in `conv2d_1`. */
function kindOf(key: string): string {
  return key.replace(/_\d+$/, '');
}

/** A group inside the group of a layer that is made of several, such as the cell of an LSTM. */
interface LayerPart {
  readonly group: Hdf5Group;
  readonly datasets: readonly Hdf5Dataset[];
}

/** The parts of recurrent layers and wrappers, in the order in which tfjs lists their weights. */
async function weightsInParts(
  file: Hdf5File,
  group: Hdf5Group,
  path: string,
  kind: string,
): Promise<LayerPart[]> {
  const names = [
    'forward_layer',
    'backward_layer',
    'cell',
    ...(kind === 'time_distributed' ? ['layer'] : []),
  ];
  const parts: LayerPart[] = [];
  for (const name of names.filter((each) => group.keys.includes(each))) {
    const part = await file.at(`${path}/${name}`);
    // A damaged file may have groups that contain themselves.
    if (part?.kind !== 'group' || part.id === group.id) continue;
    const inner = name === 'cell' ? [] : await weightsInParts(file, part, `${path}/${name}`, name);
    parts.push({ group: part, datasets: await datasetsIn(file, `${path}/${name}/vars`) });
    for (const each of inner) parts.push(each);
  }
  return parts;
}

async function datasetsIn(file: Hdf5File, path: string): Promise<Hdf5Dataset[]> {
  const vars = await file.at(path);
  if (vars?.kind !== 'group') return [];
  const datasets: Hdf5Dataset[] = [];
  for (const name of [...vars.keys].sort(inOrder)) {
    const dataset = await file.at(`${path}/${name}`);
    if (dataset?.kind === 'dataset') datasets.push(dataset);
  }
  return datasets;
}

/** The path of a group and, if it is a model with a name, its name. */
async function namesOf(file: Hdf5File, path: string, within: readonly string[]): Promise<string[]> {
  const vars = await file.at(`${path}/vars`);
  const name = vars?.kind === 'group' ? stringAttribute(vars, 'name') : undefined;
  return [...within, path, ...(name === undefined || name === path ? [] : [name])];
}

/** Sorts `conv2d`, `conv2d_2`, `conv2d_10`, and the encoder before the decoder. */
function inOrder(a: string, b: string): number {
  const [partA, partB] = [PARTS.indexOf(a), PARTS.indexOf(b)];
  if (partA >= 0 && partB >= 0) return partA - partB;
  return a.localeCompare(b, 'en', { numeric: true });
}
