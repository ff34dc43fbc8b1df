import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { KerasFile, KerasLayer, KerasWeight } from './keras-file.js';

type LayerVariable = LayersModel['weights'][number];

/** A layer of a tfjs model that has weights. */
export interface ModelLayer {
  /** Its name, after those of the models that hold it. */
  readonly path: string;
  readonly name: string;
  /** Its class as Keras 3 spells it: `conv2d_transpose`. */
  readonly kind: string;
  readonly weights: readonly { readonly role: string; readonly variable: LayerVariable }[];
}

/** A layer of the model beside the layer of the file whose weights it gets. */
export interface LayerMatch {
  readonly layer: ModelLayer;
  readonly from: KerasLayer;
  readonly by: 'order' | 'name';
  readonly weights: readonly {
    readonly role: string;
    readonly variable: LayerVariable;
    readonly from: KerasWeight;
  }[];
}

/** The layers with weights of a model, in order; a model inside the model is taken apart. */
export function modelLayers(model: LayersModel, path = ''): ModelLayer[] {
  return model.layers.flatMap((layer): ModelLayer[] => {
    const at = path ? `${path}/${layer.name}` : layer.name;
    if ('layers' in layer) return modelLayers(layer as LayersModel, at);
    if (layer.weights.length === 0) return [];
    const weights = layer.weights.map((variable) => ({
      role: variable.originalName.slice(variable.originalName.lastIndexOf('/') + 1),
      variable,
    }));
    return [{ path: at, name: layer.name, kind: snakeCase(layer.getClassName()), weights }];
  });
}

/**
 * Puts layers of the model and of the file side by side: in order (where the file tells kinds, in order within a kind);
 * layers whose weights have the same shapes, and which are called the same in both, by name. Within a layer weights go by
 * name where the file has names, else by order.
 *
 * @throws Error that lists what does not fit.
 */
export function matchLayers(caller: string, layers: readonly ModelLayer[], file: KerasFile): LayerMatch[] {
  const kinds = file.layers.some((layer) => layer.kind !== undefined);
  const ofModel = groupBy(layers, (layer) => (kinds ? layer.kind : ''));
  const ofFile = groupBy(file.layers, (layer) => layer.kind ?? '');
  const problems: string[] = [];
  const matches = new Map<ModelLayer, LayerMatch>();
  for (const kind of new Set([...ofModel.keys(), ...ofFile.keys()])) {
    const wanted = ofModel.get(kind) ?? [];
    const found = ofFile.get(kind) ?? [];
    const pairs = wanted.map((layer, i) => ({ layer, from: found[i] }));
    for (const from of found.slice(wanted.length)) problems.push(`nothing in the model ← ${fileText(from)}`);
    for (const { layer, from } of pairs) {
      const weights = from && matchWeights(layer, from);
      if (weights) matches.set(layer, { layer, from, by: 'order', weights });
      else problems.push(`${modelText(layer)} ← ${from ? fileText(from) : 'nothing in the file'}`);
    }
  }
  if (problems.length > 0) {
    const shown = problems.slice(0, 5).map((problem) => `\n  ${problem}`);
    const rest = problems.length > 5 ? `\n  and ${problems.length - 5} more` : '';
    throw new Error(
      `${caller}: the file (${file.layers.length} layers with weights) does not fit the model (${layers.length}), which ` +
        `stays as it was. Expected ← found:${shown.join('')}${rest}`,
    );
  }
  return byName(layers.map((layer) => matches.get(layer)!));
}

/** Among layers of equal shapes, names decide if the model and the file have the very same names. */
function byName(matches: LayerMatch[]): LayerMatch[] {
  const alike = groupBy(matches, ({ layer }) => JSON.stringify([layer.kind, layer.weights.map(shapeOf)]));
  return matches.map((match) => {
    const group = alike.get(JSON.stringify([match.layer.kind, match.layer.weights.map(shapeOf)]))!;
    if (group.length === 1) return match;
    const names = new Map(group.map(({ from }) => [ownName(from), from]));
    const wanted = new Set(group.map(({ layer }) => layer.name));
    if (names.size < group.length || wanted.size < group.length) return match;
    if (![...wanted].every((name) => names.has(name))) return match;
    const from = names.get(match.layer.name)!;
    return { ...match, from, by: 'name', weights: matchWeights(match.layer, from)! };
  });
}

/** Undefined where number, names or shapes differ. */
function matchWeights(layer: ModelLayer, from: KerasLayer): LayerMatch['weights'] | undefined {
  if (layer.weights.length !== from.weights.length) return undefined;
  const byRole = new Map(from.weights.map((weight) => [weight.role, weight]));
  const named = layer.weights.every(({ role }) => byRole.has(role));
  const pairs = layer.weights.map(({ role, variable }, i) => ({
    role,
    variable,
    from: named ? byRole.get(role)! : from.weights[i]!,
  }));
  return pairs.every((pair) => String(pair.variable.shape) === String(pair.from.shape)) ? pairs : undefined;
}

function modelText({ path, weights }: ModelLayer): string {
  return `${path} (${weights.map(({ role, variable }) => `${role} [${variable.shape.join(', ')}]`).join(', ')})`;
}

function fileText({ name, weights }: KerasLayer): string {
  const list = weights.map(({ role, shape }, i) => `${role ?? `vars/${i}`} [${shape.join(', ')}]`);
  return `${name} (${list.join(', ')})`;
}

const shapeOf = ({ variable }: { variable: LayerVariable }) => variable.shape;
const ownName = ({ name }: KerasLayer) => name.slice(name.lastIndexOf('/') + 1);

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}

/** As Keras 3 turns the name of a class into that of a group. */
function snakeCase(className: string): string {
  return className
    .replace(/\W/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}
