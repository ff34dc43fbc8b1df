import type { KerasFile, KerasLayer } from './keras-file.js';
import type { ModelLayer } from './model-layers.js';

/** A forward and a backward layer: `bidirectional/forward_lstm/lstm_cell_1` is [`bidirectional/`, `forward`, `lstm`]. */
const DIRECTION = /^(.*\/)?(forward|backward)_([^/]+)(?:\/[^/]+)?$/;

/**
 * In files with `layer_names`, the two directions of a Bidirectional layer look like two layers of a nested model. If the model
 * has Bidirectional layers, each pair becomes one layer, as it is in the model.
 */
export function joinDirections(file: KerasFile, layers: readonly ModelLayer[]): KerasFile {
  if (file.layout !== 'layer_names' || !layers.some(({ kind }) => kind === 'bidirectional')) return file;
  const joined: KerasLayer[] = [];
  for (let i = 0; i < file.layers.length; i++) {
    const [layer, next] = file.layers.slice(i, i + 2);
    if (!layer) continue;
    const pair = next && pairOf(layer, next);
    joined.push(pair ?? layer);
    if (pair) i++;
  }
  return { ...file, layers: joined };
}

function pairOf(layer: KerasLayer, next: KerasLayer): KerasLayer | undefined {
  const group = layer.within.at(-1) ?? '';
  const [forward, backward] = [layer, next].map(({ name }) => DIRECTION.exec(name));
  if (!forward || !backward || String(layer.within) !== String(next.within)) return undefined;
  if (forward[2] !== 'forward' || backward[2] !== 'backward') return undefined;
  const [prefix, base] = [forward[1] ?? '', forward[3] ?? ''];
  if (prefix !== (backward[1] ?? '') || base !== backward[3]) return undefined;
  // `group/` alone: the weights state no name of their own. `group/group/`: the group is the layer itself, not a model.
  const inner = prefix.slice(`${group}/`.length, -1);
  const isGroup = inner === '' || inner === group;
  return {
    ...layer,
    name: isGroup ? group : `${group}/${inner}`,
    within: isGroup ? layer.within.slice(0, -1) : layer.within,
    weights: [...layer.weights, ...next.weights],
  };
}
