import { createHash } from 'node:crypto';
import { contiguous } from '@csm/base';
import type { SpatialCounts } from '@csm/datasets';

/** The SHA-256 of counts that were read from several files: of the names, the places of spots, all counts and the arrays of cells. */
export function countsHash({ genes, spots, counts }: SpatialCounts): string {
  const arrays = Object.entries(spots.arrays ?? {});
  const names = [genes, spots.names, arrays.map(([name, array]) => [name, array.names])];
  const hash = createHash('sha256').update(JSON.stringify(names));
  for (const { buffer, byteOffset, byteLength } of [
    ...[counts.indptr, counts.spots, counts.values, spots.x, spots.y],
    ...arrays.map(([, { values }]) => contiguous(values)),
  ]) {
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  }
  return hash.digest('hex');
}
