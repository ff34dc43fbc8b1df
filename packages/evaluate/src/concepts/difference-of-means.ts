import { meanOfRows } from '@csm/base';
import { zip } from '../maps/zip.js';
import type { ExampleRows } from './example-rows.js';

/** mean(positives) − mean(negatives). */
export function differenceOfMeans({ positives, negatives }: ExampleRows): Float64Array {
  const means = [meanOfRows(positives, positives.length), meanOfRows(negatives, negatives.length)] as const;
  return Float64Array.from(zip(...means), ([withConcept, without]) => withConcept - without);
}
