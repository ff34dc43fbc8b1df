import { syntheticCells } from '@csm/datasets';
import { writeAnnData } from '@csm/datasets/node';

/** Writes simulated cells of three types, of two batches and eight donors, as an `.h5ad`; returns the driver genes of each type. */
export async function writeCells(
  path: string,
  options: Partial<Parameters<typeof syntheticCells>[0]> = {},
): Promise<ReturnType<typeof syntheticCells>> {
  const simulated = syntheticCells({
    ...{ cells: 400, genes: 120, seed: 0, types: { A: 0.4, B: 0.35, C: 0.25 }, drivers: 8 },
    ...{ programGenes: 8, programFold: 1, batchGenes: 12, batchEffect: 0, librarySize: 1000 },
    ...options,
  });
  await writeAnnData({ to: path, counts: simulated.counts });
  return simulated;
}
