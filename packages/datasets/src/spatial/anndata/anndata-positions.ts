import { invalidFile, validNames } from '@csm/base';
import type { Group } from 'h5wasm';
import {
  describe,
  entityAt,
  isDataset,
  isGroup,
  readNumbers,
  textAttribute,
} from '../../hdf5/hdf5-values.js';

/**
 * Reads `obsm[key]`: x and y of every spot, in pixels of the full-resolution image.
 * @throws if there is no such array, it has another shape, or a position is not finite.
 */
export function readAnnDataPositions(
  where: string,
  root: Group,
  names: readonly string[],
  key: string,
): { x: Float64Array; y: Float64Array } {
  const at = `obsm['${key}']`;
  const stored = entityAt(root, `obsm/${key}`);
  if (!isDataset(stored)) {
    throw invalidFile(
      `${where}: expected the positions of the spots in ${at}, [${names.length}, 2]; ${remedy(root, stored, key)}.`,
    );
  }
  const [rows, dimensions = 0] = stored.shape ?? [];
  if (stored.shape?.length !== 2 || rows !== names.length || dimensions < 2) {
    throw invalidFile(
      `${where}: expected ${at} of shape [${names.length}, 2]; it holds ${describe(stored)}.`,
    );
  }
  const values = readNumbers(where, stored);
  const wrong = values.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) {
    const spot = names[Math.floor(wrong / dimensions)];
    throw invalidFile(
      `${where}: expected finite positions in ${at}; the position of spot "${spot}" has ${values[wrong]}.`,
    );
  }
  const axis = (at: number) => values.filter((_, i) => i % dimensions === at);
  return { x: axis(0), y: axis(1) };
}

/** What `obsm` holds instead of an array of positions, and what to do. */
function remedy(root: Group, stored: ReturnType<typeof entityAt>, key: string): string {
  if (isGroup(stored)) {
    const kind = textAttribute(stored, 'encoding-type') ?? 'group';
    return `it is a ${kind}; make it an array in Python (adata.obsm['${key}'] = adata.obsm['${key}'].to_numpy())`;
  }
  const obsm = entityAt(root, 'obsm');
  const keys = isGroup(obsm) ? obsm.keys() : [];
  const none = 'for cells without positions pass { spatial: false }';
  if (keys.length === 0) return `obsm is empty; ${none}`;
  const likely = keys.find((name) => /spatial/i.test(name));
  const example = likely === undefined ? 'as { spatial }' : `as in { spatial: '${likely}' }`;
  return `${validNames('keys of obsm', key, keys)}; pass the key of the positions ${example}; ${none}`;
}
