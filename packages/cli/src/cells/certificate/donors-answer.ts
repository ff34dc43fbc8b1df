import type { ConceptSignificance } from '@csm/evaluate';
import type { Answer, SampleNoun } from './answer.js';
import { chanceAnswer } from './chance-answer.js';

/** Is it more than donors? Asked if `--donor` names no column but one seems to hold the donors. */
export function donorsAnswer(
  column: string,
  significance: Pick<ConceptSignificance, 'p' | 'smallestP'>,
  donors: number,
  noun: SampleNoun,
): Answer {
  const answer = chanceAnswer(significance, donors, { hasDonors: true, noun });
  const named = `Pass --donor ${column}, so that every test counts donors instead of ${noun}s.`;
  return {
    ...{ ...answer, question: 'Is it more than donors?' },
    found: `"${column}" seems to hold the donors, but --donor does not name it. ${answer.found}`,
    todo: answer.verdict === 'believe' ? named : `${named} ${answer.todo}`,
  };
}
