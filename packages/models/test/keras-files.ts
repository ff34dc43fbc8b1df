import type { LayersModel } from '@tensorflow/tfjs-layers';
import { File, ready } from 'h5wasm/node';

const WEIGHTS = [
  { name: 'dense', kernel: [4, 3], bias: [3] },
  { name: 'dense_1', kernel: [3, 2], bias: [2] },
] as const;

const numbers = (shape: readonly number[]) =>
  Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i / 8);

/** Weights as `save_weights` of Keras 2 writes them, for dense layers 4 → 3 → 2. */
export async function writeKeras2(path: string): Promise<void> {
  await ready;
  const file = new File(path, 'w');
  file.create_attribute(
    'layer_names',
    WEIGHTS.map(({ name }) => name),
    [WEIGHTS.length],
    'S',
  );
  file.create_attribute('keras_version', '2.4.0', [], 'S');
  for (const { name, kernel, bias } of WEIGHTS) {
    const group = file.create_group(name);
    group.create_attribute('weight_names', [`${name}/kernel:0`, `${name}/bias:0`], [2], 'S');
    const inner = group.create_group(name);
    inner.create_dataset({ name: 'kernel:0', data: numbers(kernel), shape: [...kernel] });
    inner.create_dataset({
      name: 'bias:0',
      data: numbers(bias),
      shape: [...bias],
      chunks: [2],
      compression: 4,
    });
  }
  file.close();
}

/** The same as `.weights.h5` of Keras 3. */
export async function writeKeras3(path: string): Promise<void> {
  await ready;
  const file = new File(path, 'w');
  const parent = file.create_group('layers');
  for (const { name, kernel, bias } of WEIGHTS) {
    const vars = parent.create_group(name).create_group('vars');
    vars.create_dataset({ name: '0', data: numbers(kernel), shape: [...kernel] });
    vars.create_dataset({ name: '1', data: numbers(bias), shape: [...bias] });
  }
  file.close();
}

/** Weights of zero in the form of `save_weights` of Keras 2, for all layers of some models, which are named and numbered as by Keras. */
export async function writeKerasWeights(path: string, models: readonly LayersModel[]): Promise<void> {
  await ready;
  const file = new File(path, 'w');
  const counts = new Map<string, number>();
  const names: string[] = [];
  for (const layer of models.flatMap(({ layers }) => layers)) {
    if (layer.weights.length === 0) continue;
    const kind = layer
      .getClassName()
      .replace(/(?<=[a-z])(?=[A-Z])/g, '_')
      .toLowerCase();
    const number = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, number);
    const name = `${kind}_${number}`;
    names.push(name);
    const group = file.create_group(name);
    const weights = layer.weights.map(({ originalName }) => `${name}/${originalName.split('/').at(-1)}:0`);
    group.create_attribute('weight_names', weights, [weights.length], 'S');
    const inner = group.create_group(name);
    for (const [i, { shape }] of layer.weights.entries()) {
      const sizes = shape.map(Number);
      const data = new Float32Array(sizes.reduce((a, b) => a * b, 1));
      inner.create_dataset({ name: (weights[i] ?? '').slice(name.length + 1), data, shape: sizes });
    }
  }
  file.create_attribute('layer_names', names, [names.length], 'S');
  file.create_attribute('keras_version', '2.2.4', [], 'S');
  file.close();
}
