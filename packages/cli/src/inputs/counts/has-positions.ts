import { openCells } from '@csm/datasets/node';
import type { DataOptions } from '../data-options.js';
import { matrixOf } from './count-inputs.js';

/** Whether `obsm` of an `.h5ad` has positions under the usual name. Only the tables are read. */
export async function anndataHasPositions(
  path: string,
  options: Pick<DataOptions, 'layer'>,
  signal: AbortSignal,
): Promise<boolean> {
  const cells = await openCells(path, { ...matrixOf(options), signal, onWarning: () => {} });
  await cells.close();
  return cells.spots.pixels !== undefined;
}
