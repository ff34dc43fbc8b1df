import { channelsLast } from '../../layout.js';
import type { OperatorReader } from '../../reading.js';
import { pooledPlaces } from './pooled-places.js';

/** GlobalAveragePool and GlobalMaxPool: over all places; they keep axes of length 1. */
const globalPool =
  (kind: 'averagePool' | 'maxPool'): OperatorReader =>
  (at) => {
    const value = channelsLast(at, at.value(0));
    const { axes, leading, result } = pooledPlaces(at, value);
    if (leading.length === 0) return at.add({ kind, global: true }, [value], result);
    const reduction = kind === 'averagePool' ? 'mean' : 'maximum';
    return at.add({ kind: 'reduction', reduction, axes }, [value], result);
  };

export const globalAveragePool = globalPool('averagePool');
export const globalMaxPool = globalPool('maxPool');
