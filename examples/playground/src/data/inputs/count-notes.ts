import type { SpatialCounts } from '@csm/datasets';

/** What the page assumes of counts that are not whole numbers, and what to do. */
export function countNotes(name: string, { counts }: Pick<SpatialCounts, 'counts'>): readonly string[] {
  if (counts.values.every(Number.isInteger)) return [];
  return [
    `${name}: some values are not whole numbers, but the page uses them as counts; gene rankings and models of counts are then wrong; ` +
      'save the counts as X (adata.X = adata.layers["counts"]) and drop the file again.',
  ];
}
