import { invalidFile, unsupportedModel } from '@csm/base';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { JsonObject } from '../checks/is-object.js';
import { CONVERT_TO_GRAPH } from '../topology/check-layer.js';
import { isModelClass, layersOfConfig } from '../topology/layer-config.js';
import { type LayerVariable, snakeCase } from './model-layers.js';

/** The weights of a file by their paths: `layers/dense_1/vars/0`. */
export type WeightsByPath<Weight> = ReadonlyMap<string, Weight>;

/** A weight of the model with the weight of the file that it gets. */
export interface VariableMatch<Weight> {
  readonly variable: LayerVariable;
  readonly path: string;
  readonly from: Weight;
}

/** The names of the group with the layers of a model: of Keras 3, and of TensorFlow 2.12 to 2.15. */
const CONTAINERS = ['layers', '_layer_checkpoint_dependencies'];

/**
 * The order in which tfjs lists the parts of a layer that is made of several. Keras sorts them by name, so without this the
 * query of an attention would get the weights of the key.
 */
const PARTS = [
  'forward_layer',
  'backward_layer',
  'cell',
  'layer',
  '_query_dense',
  'query_dense',
  '_key_dense',
  'key_dense',
  '_value_dense',
  'value_dense',
  '_output_dense',
  'output_dense',
];

/**
 * Matches the weights of a model that was built from a configuration of Keras 3 (or TensorFlow 2.12 and later) with those of its
 * file. A layer's path follows from the configuration: its class, numbered in the order of the layers. So nothing is guessed.
 *
 * @param where the beginning of messages: function and file.
 * @throws unless every weight of the model has one in the file, of the same shape, and none is left.
 */
export function matchKeras3Weights<Weight extends { readonly shape: readonly number[] }>(
  where: string,
  model: LayersModel,
  config: JsonObject,
  weights: WeightsByPath<Weight>,
): VariableMatch<Weight>[] {
  const container = CONTAINERS.findLast((name) =>
    [...weights.keys()].some((path) => path.startsWith(`${name}/`)),
  );
  // The optimizer and metrics are outside of the layers; random generators have a state.
  const ofLayers = [...weights.keys()].filter(
    (path) => path.startsWith(`${container}/`) && !/(^|\/)_?seed_generator\//.test(path),
  );
  const matches: VariableMatch<Weight>[] = [];
  const visit = (of: LayersModel, modelConfig: unknown, base: string) => {
    const counts = new Map<string, number>();
    for (const { className, name, config: layer } of layersOfConfig(where, modelConfig)) {
      const kind = snakeCase(className);
      const count = counts.get(kind) ?? 0;
      counts.set(kind, count + 1);
      const path = `${base}${container}/${kind}${count === 0 ? '' : `_${count}`}`;
      const built = of.layers.find((each) => each.name === name);
      if (!built) continue;
      if (isModelClass(className)) visit(built as LayersModel, layer, `${path}/`);
      else {
        const paths = inOrder(where, name, ofLayers, path);
        const { weights: variables } = built;
        if (paths.length !== variables.length)
          throw otherNumber(where, name, variables.length, path, paths.length);
        for (const [i, variable] of variables.entries()) {
          const weightPath = paths[i] ?? '';
          const from = weights.get(weightPath);
          if (from && String(from.shape) === String(variable.shape))
            matches.push({ variable, path: weightPath, from });
          else throw otherShape(where, name, variable, weightPath, from?.shape);
        }
      }
    }
  };
  visit(model, config.config, '');
  const used = new Set(matches.map(({ path }) => path));
  const left = ofLayers.find((path) => !used.has(path));
  if (left === undefined) return matches;
  throw invalidFile(
    `${where}: expected weights of the layers of the model; "${left}" belongs to none of them; save the model again.`,
  );
}

/** The paths of a layer's weights: its own by number, then those of its parts. @throws for parts whose order is unknown. */
function inOrder(where: string, layer: string, paths: readonly string[], base: string): string[] {
  const keyed = paths
    .filter((path) => path.startsWith(`${base}/`))
    .map((path) => ({
      path,
      key: path
        .slice(base.length + 1)
        .split('/')
        .map(rankOf),
    }));
  const unknown = keyed.find(({ key }) => key.includes(undefined));
  if (unknown) {
    throw unsupportedModel(
      `${where}: expected layers whose weights have a known order; layer "${layer}" has the part "${unknown.path}"; ` +
        `${CONVERT_TO_GRAPH}.`,
    );
  }
  return keyed.sort((a, b) => compare(a.key, b.key)).map(({ path }) => path);
}

/** The rank of a step of a path: `vars` before the parts, and numbers by their value. */
function rankOf(step: string): number | undefined {
  if (step === 'vars') return -1;
  if (/^\d+$/.test(step)) return Number(step);
  return PARTS.includes(step) ? PARTS.indexOf(step) : undefined;
}

function compare(a: readonly (number | undefined)[], b: readonly (number | undefined)[]): number {
  for (const [i, value] of a.entries()) {
    const difference = (value ?? 0) - (b[i] ?? -1);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

function otherNumber(where: string, layer: string, expected: number, path: string, found: number): Error {
  return invalidFile(
    `${where}: expected ${expected} weights for layer "${layer}"; the file holds ${found} at ${path}; save the model again.`,
  );
}

function otherShape(
  where: string,
  layer: string,
  variable: LayerVariable,
  path: string,
  shape: readonly number[] | undefined,
): Error {
  return invalidFile(
    `${where}: expected shape [${variable.shape.join(', ')}] for a weight of layer "${layer}"; "${path}" has shape ` +
      `[${(shape ?? []).join(', ')}]; save the model again.`,
  );
}
