import type { KerasLayer, KerasWeight } from '../keras-file.js';
import type { LayerVariable, ModelLayer } from '../model-layers.js';

/** A layer of the model together with the layer of the file whose weights it gets. */
export interface LayerMatch {
  readonly layer: ModelLayer;
  readonly from: KerasLayer;
  /** Whether they were matched by order or by name. */
  readonly by: 'order' | 'name';
  readonly weights: readonly WeightMatch[];
}

/** A weight of the model together with the weight of the file that it gets. */
export interface WeightMatch {
  readonly role: string;
  readonly variable: LayerVariable;
  readonly from: KerasWeight;
}

/** How the layers of a model fit those of a file. */
export interface Fit {
  readonly matches: readonly LayerMatch[];
  /** What does not fit, as text; empty if everything fits. */
  readonly problems: readonly string[];
}

/**
 * Matches the layers of the model with those of the file: in order (if the file states kinds, in order within each kind).
 * Layers whose weights have the same shapes are matched by name if they have the same names in both. Within a layer, weights
 * are matched by name if the file has names, otherwise by order.
 */
export function fitLayers(layers: readonly ModelLayer[], found: readonly KerasLayer[]): Fit {
  const hasKinds = found.some((layer) => layer.kind !== undefined);
  const ofModel = groupBy(layers, (layer) => (hasKinds ? layer.kind : ''));
  const ofFile = groupBy(found, (layer) => layer.kind ?? '');
  const problems: string[] = [];
  const matches = new Map<ModelLayer, LayerMatch>();
  for (const kind of new Set([...ofModel.keys(), ...ofFile.keys()])) {
    const wanted = ofModel.get(kind) ?? [];
    const given = ofFile.get(kind) ?? [];
    for (const from of given.slice(wanted.length)) problems.push(`nothing in the model ← ${fileText(from)}`);
    for (const [i, layer] of wanted.entries()) {
      const from = given[i];
      const weights = from && matchWeights(layer, from);
      if (weights) matches.set(layer, { layer, from, by: 'order', weights });
      else problems.push(`${modelText(layer)} ← ${from ? fileText(from) : 'nothing in the file'}`);
    }
  }
  return { matches: matchByName(layers.flatMap((layer) => matches.get(layer) ?? [])), problems };
}

/** Among layers of equal shapes, names decide if the model and the file have exactly the same names. */
function matchByName(matches: readonly LayerMatch[]): LayerMatch[] {
  const shapesOf = ({ layer }: LayerMatch) =>
    JSON.stringify([layer.kind, layer.weights.map(({ variable }) => variable.shape)]);
  const groups = groupBy(matches, shapesOf);
  return matches.map((match) => {
    const group = groups.get(shapesOf(match)) ?? [];
    const from = group.length > 1 ? layersByName(group)?.get(match.layer.name) : undefined;
    const weights = from && matchWeights(match.layer, from);
    return weights ? { layer: match.layer, from, by: 'name', weights } : match;
  });
}

/** The file's layers by name; undefined unless both sides have the same names, each once. */
function layersByName(group: readonly LayerMatch[]): Map<string, KerasLayer> | undefined {
  const byName = new Map(group.map(({ from }) => [ownName(from), from]));
  const wanted = new Set(group.map(({ layer }) => layer.name));
  if (byName.size < group.length || wanted.size < group.length) return undefined;
  return [...wanted].every((name) => byName.has(name)) ? byName : undefined;
}

/** Undefined if number, names or shapes differ. */
export function matchWeights(layer: ModelLayer, from: KerasLayer): WeightMatch[] | undefined {
  if (layer.weights.length !== from.weights.length) return undefined;
  const byRole = new Map(from.weights.map((weight) => [weight.role, weight]));
  // Both directions of a Bidirectional layer have a kernel, a recurrent_kernel and a bias; only their order tells them apart.
  const hasRoles =
    byRole.size === layer.weights.length && layer.weights.every(({ role }) => byRole.has(role));
  const matches = layer.weights.flatMap(({ role, variable }, i) => {
    const weight = hasRoles ? byRole.get(role) : from.weights[i];
    const fits = String(variable.shape) === String(weight?.shape);
    return weight && fits ? [{ role, variable, from: weight }] : [];
  });
  return matches.length === layer.weights.length ? matches : undefined;
}

export function modelText({ path, weights }: ModelLayer): string {
  return `${path} (${weights.map(({ role, variable }) => `${role} [${variable.shape.join(', ')}]`).join(', ')})`;
}

export function fileText({ name, weights }: KerasLayer): string {
  const list = weights.map(({ role, shape }, i) => `${role ?? `vars/${i}`} [${shape.join(', ')}]`);
  return `${name} (${list.join(', ')})`;
}

/** A layer's name without the names of the models that contain it. */
export function ownName({ name }: KerasLayer): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

export function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}
