import type { SpatialCounts } from '@csm/datasets';
import { spotTotals } from '@csm/datasets';
import ndarray from 'ndarray';
import type { DataOptions } from '../data-options.js';
import type { InputSet } from '../input-set.js';
import type { InputsFor } from '../inputs-for.js';
import { rowsById } from '../sample-rows.js';
import { countsBySpot } from './counts-by-spot.js';
import { columnsOfFeatures, featureOrder } from './feature-order.js';

/** Cells or spots as vectors of genes. Only those that are asked for are dense. */
export async function cellInputs(
  path: string,
  counts: SpatialCounts,
  encoder: InputsFor,
  options: DataOptions,
): Promise<Omit<InputSet, 'attributes' | 'sources'>> {
  const [width = 0] = encoder.inputShape;
  const wanted = await featureOrder(encoder, options);
  const order = columnsOfFeatures(path, counts.genes, wanted, width);
  const bySpot = countsBySpot(counts, order);
  const totals = spotTotals(counts);
  const { names: ids } = counts.spots;
  const rows = rowsById(path, ids);
  const perCell = { raw: undefined, 'log1p-cpm': 1e6, 'log1p-cp10k': 1e4 }[options.counts ?? 'raw'];
  return {
    kind: 'cells',
    ids,
    shape: encoder.inputShape,
    features: order.map((gene) => counts.genes[gene] ?? ''),
    counts,
    read: async (some) => {
      const values = new Float32Array(some.length * width);
      for (const [i, spot] of rows(some).entries()) {
        const total = totals[spot] ?? 0;
        for (let at = bySpot.indptr[spot] ?? 0; at < (bySpot.indptr[spot + 1] ?? 0); at++) {
          const count = bySpot.values[at] ?? 0;
          const feature = bySpot.features[at] ?? 0;
          values[i * width + feature] = perCell === undefined ? count : Math.log1p((perCell * count) / total);
        }
      }
      return ndarray(values, [some.length, width]);
    },
  };
}
