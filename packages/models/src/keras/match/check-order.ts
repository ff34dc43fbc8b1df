import { invalidArgument } from '@csm/base';
import { groupBy, type LayerMatch, ownName } from './fit-layers.js';

/**
 * Layers of the same kind, shapes and depth, such as z_mean and z_log_var, stand in the file in the order in which they were made.
 * A model that makes them in another order would get the weights of one for the other.
 *
 * @param where the beginning of messages: function and file.
 * @throws for such layers that were matched by their order alone; the error shows the option `names` that decides.
 */
export function checkOrder(where: string, matches: readonly LayerMatch[]): void {
  const byOrder = matches.filter(({ layer, by }) => by === 'order' && layer.place !== undefined);
  const groups = groupBy(byOrder, ({ layer }) =>
    JSON.stringify([layer.place, layer.kind, layer.weights.map(({ variable }) => variable.shape)]),
  );
  for (const group of groups.values()) {
    if (group.length < 2) continue;
    const layers = group.map(({ layer }) => `"${layer.path}"`).join(', ');
    const names = group.map(({ layer, from }) => `"${layer.path}": "${from.name}"`).join(', ');
    throw invalidArgument(
      `${where}: expected layers that can be told apart; ${layers} have the same shapes, and the file calls them ` +
        `${group.map(({ from }) => `"${ownName(from)}"`).join(', ')}; pass names: { ${names} }, or exchange the two if the ` +
        'model makes them in another order.',
    );
  }
}
