import { type SyntheticBulb, syntheticBulb } from '@csm/datasets';

/** The counts of the built-in tissue, which `make-tissue-model.ts` trains on. */
export const builtInCounts = (): SyntheticBulb => syntheticBulb({ genes: 96, spots: 420, seed: 7 });
