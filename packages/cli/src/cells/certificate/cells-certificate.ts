import type { Verdict } from '@csm/evaluate';
import type { Answer } from './answer.js';

/** Whether to believe the ranking of a concept. */
export interface CellsCertificate {
  readonly concept: string;
  readonly method: string;
  /** `doubt` if any deciding answer is; `believe` if all are; otherwise `too few to tell`. */
  readonly verdict: Verdict;
  /** Why it is not "believe"; empty otherwise. */
  readonly reasons: readonly string[];
  readonly answers: readonly Answer[];
}

export function cellsCertificate(
  concept: string,
  method: string,
  answers: readonly Answer[],
): CellsCertificate {
  const deciding = answers.filter(({ decides }) => decides);
  const isDoubted = deciding.some(({ verdict }) => verdict === 'doubt');
  const isBelieved = deciding.length > 0 && deciding.every(({ verdict }) => verdict === 'believe');
  return {
    ...{ concept, method },
    verdict: isDoubted ? 'doubt' : isBelieved ? 'believe' : 'too few to tell',
    reasons: deciding.flatMap(({ verdict, found, todo }) =>
      verdict === 'believe' ? [] : [`${found} ${todo}`],
    ),
    answers,
  };
}
