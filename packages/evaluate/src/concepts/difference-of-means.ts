import { meanOfRows } from '@csm/base';
import { difference } from '../maps/difference.js';
import type { ExampleRows } from './example-rows.js';

/** mean(positives) − mean(negatives). */
export function differenceOfMeans({ positives, negatives }: ExampleRows): Float64Array {
  return difference(meanOfRows(positives, positives.length), meanOfRows(negatives, negatives.length));
}
