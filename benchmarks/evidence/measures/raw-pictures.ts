import { averageMaps, localisation } from '@csm/evaluate';
import { average } from '../../../support/average.js';
import type { Ground } from '../grounds/ground.js';
import { aucOfPicture } from './measure.js';

/** AUC of pictures made without a network: of each input's picture, of their average, and of averages over random inputs. */
export interface RawResult {
  readonly concept: string;
  readonly name: string;
  readonly auc: number;
  readonly averageAuc: number;
  readonly permuted: readonly number[];
}

export function rawResults({ concepts }: Ground): RawResult[] {
  return concepts.flatMap((place) =>
    (place.raw ?? []).map(({ name, pictures, randomSets }) => {
      const options = { sign: 'positive', ...(place.within && { within: place.within }) } as const;
      const rounded = (value: number) => Number(value.toFixed(5));
      return {
        concept: place.name,
        name,
        auc: rounded(average(localisation(pictures, place.masks, options).auc)),
        averageAuc: rounded(aucOfPicture(averageMaps(pictures).mean.data, place)),
        permuted: randomSets ? Array.from(localisation(randomSets, place.masks, options).auc, rounded) : [],
      };
    }),
  );
}
