import type { ConceptSignificance } from '@csm/evaluate';
import { type Answer, counted, type SampleNoun } from './answer.js';

/** With fewer independent cells or donors on a side, a weak difference can be missed. */
const ENOUGH = 20;

/** What the labels of a concept are. */
interface Exchanged {
  /** Whether donors are exchanged; otherwise cells. */
  readonly hasDonors: boolean;
  /** Whether each batch has one label only, so that none can be exchanged within a batch. */
  readonly isBatch?: boolean | undefined;
  readonly noun: SampleNoun;
}

/** Is the difference more than that of randomly exchanged labels? */
export function chanceAnswer(
  { p, smallestP }: Pick<ConceptSignificance, 'p' | 'smallestP'>,
  independent: number,
  { hasDonors, isBatch = false, noun }: Exchanged,
): Answer {
  const question = 'Is it more than chance?';
  if (isBatch) {
    return {
      ...{ question, verdict: 'too few to tell', decides: true },
      found: `It cannot be tested: the label and the batch are the same thing, so no labels can be exchanged within a batch.`,
      todo: `More ${noun}s of these batches do not help: compare ${noun}s of the same batch.`,
    };
  }
  const unit = hasDonors ? 'donor' : noun;
  const who = `${unit}s`;
  const how = hasDonors
    ? `With the labels exchanged at random (between donors, or between the ${noun}s of a donor with both)`
    : `With the labels of ${noun}s exchanged at random`;
  const found = `${how}, the two sides differ as much with a probability of p = ${pValue(p)}.`;
  if (p <= 0.05) return { question, verdict: 'believe', decides: true, found, todo: 'Nothing to do.' };
  if (smallestP > 0.05 || independent < ENOUGH) {
    const why =
      smallestP > 0.05
        ? `the smallest p-value that ${counted(independent, unit)} on the smaller side allow is ${pValue(smallestP)}`
        : `${counted(independent, unit)} on the smaller side are few`;
    return { question, verdict: 'too few to tell', decides: true, found, todo: `Give more ${who}: ${why}.` };
  }
  return {
    ...{ question, verdict: 'doubt', decides: true, found },
    todo: 'The two sides do not differ in the latent: use another concept or another encoder.',
  };
}

const pValue = (p: number): string => (p < 0.001 ? p.toExponential(0) : p.toFixed(3));
