import type { Hdf5File } from '@csm/base/hdf5';
import type { KerasWeight } from './keras-file.js';
import { kerasWeight } from './keras-weight.js';

/** All floating-point numbers in a file, by their paths. States of random generators are whole numbers. */
export async function weightsByPath(file: Hdf5File): Promise<Map<string, KerasWeight>> {
  const found = new Map<string, KerasWeight>();
  // A damaged file may have groups that contain themselves.
  const visited = new Set<unknown>();
  const visit = async (path: string): Promise<void> => {
    const node = await file.at(path || '/');
    if (node?.kind === 'dataset' && node.type === 'float') {
      const weight = kerasWeight(node, undefined);
      found.set(weight.path, weight);
    }
    if (node?.kind !== 'group' || visited.has(node.id)) return;
    visited.add(node.id);
    for (const key of node.keys) await visit(`${path}/${key}`);
  };
  await visit('');
  return found;
}
