import { invalidFile, validNames } from '@csm/base';
import type { Hdf5File, Hdf5Node } from '@csm/base/hdf5';
import { describe, keysAt, textAttribute } from '../../hdf5/hdf5-values.js';
import { readNumbers } from '../../hdf5/read-dataset.js';

/**
 * Reads `obsm[key]`: x and y of every spot, in pixels of the full-resolution image. A third coordinate is left out.
 * @throws if there is no such array, it has another shape, or a position is not finite.
 */
export async function readAnnDataPositions(
  where: string,
  file: Hdf5File,
  names: readonly string[],
  key: string,
): Promise<{ x: Float64Array; y: Float64Array }> {
  const at = `obsm['${key}']`;
  const stored = await file.at(`/obsm/${key}`);
  if (stored?.kind !== 'dataset') {
    throw invalidFile(
      `${where}: expected the positions of the spots in ${at}, [${names.length}, 2]; ${remedy(await keysAt(file, '/obsm'), stored, key)}.`,
    );
  }
  const [rows, dimensions = 0] = stored.shape ?? [];
  // Positions may have a third coordinate; arrays with more columns, such as principal components, are not positions.
  if (stored.shape?.length !== 2 || rows !== names.length || dimensions < 2 || dimensions > 3) {
    throw invalidFile(
      `${where}: expected ${at} of shape [${names.length}, 2]; it holds ${describe(stored)}; pass the key of the positions, ` +
        'or { spatial: false } to read the counts without them.',
    );
  }
  const values = await readNumbers(where, file, stored);
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
function remedy(keys: readonly string[], stored: Hdf5Node | undefined, key: string): string {
  if (stored) {
    const kind = textAttribute(stored, 'encoding-type') ?? 'group';
    return `it is a ${kind}; make it an array in Python (adata.obsm['${key}'] = adata.obsm['${key}'].to_numpy())`;
  }
  const none = 'for cells without positions pass { spatial: false }';
  if (keys.length === 0) return `obsm is empty; ${none}`;
  const likely = keys.find((name) => /spatial/i.test(name));
  const example = likely === undefined ? 'as { spatial }' : `as in { spatial: '${likely}' }`;
  return `${validNames('keys of obsm', key, keys)}; pass the key of the positions ${example}; ${none}`;
}
