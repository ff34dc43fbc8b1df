import { type Answer, percent, type SampleNoun } from './answer.js';
import type { BatchShift } from './batch-shift.js';

/** From this share of the concept's own shift on, the batch moves the score too much. */
const LARGEST_SHARE = 1 / 3;

const QUESTION = 'Does the encoder read the batch instead?';

/** The column of obs with the batch. */
interface BatchColumn {
  readonly column: string;
  /** Whether its name suggests it; `--batch` did not name it. */
  readonly isGuessed: boolean;
}

/** Does the score follow the technical batch? @param batch undefined if it is unknown. */
export function batchAnswer(
  name: string,
  batch: BatchColumn | undefined,
  shift: BatchShift | undefined,
  noun: SampleNoun,
): Answer {
  if (batch === undefined || shift === undefined) {
    return {
      ...{ question: QUESTION, verdict: 'too few to tell', decides: false, isAsked: false },
      found: `It is unknown which ${noun}s were measured together.`,
      todo: `Pass --batch COLUMN if the ${noun}s come from more than one run, sample or chemistry.`,
    };
  }
  const { isGuessed } = batch;
  const column = isGuessed ? `"${batch.column}", which seems to be the batch` : `"${batch.column}"`;
  const { batches, shared, ofConcept, ofBatch } = shift;
  if (batches < 2) {
    return {
      ...{ question: QUESTION, verdict: 'believe', decides: true },
      found: `All ${noun}s are of one batch (${column}), so the batch cannot explain a difference.`,
      todo: 'Check the ranking on a second batch.',
    };
  }
  if (shared === 0) {
    return {
      // A column that only seems to be the batch may be the condition that is asked for.
      ...{ question: QUESTION, verdict: 'doubt', decides: !isGuessed },
      found: `No batch (${column}) has both ${name} and the ${noun}s that it is compared with, so the label and the batch are the same thing: the encoder may read either.`,
      todo: `Compare with ${noun}s of the same batch: other labels, another reference, or another experiment.`,
    };
  }
  const share = ofBatch / Math.abs(ofConcept);
  if (Number.isNaN(share)) {
    return {
      ...{ question: QUESTION, verdict: 'too few to tell', decides: !isGuessed },
      found: `The batches (${column}) cannot be compared, because each label has ${noun}s of one batch only.`,
      todo: `Compare ${noun}s of several batches.`,
    };
  }
  const reads = share >= LARGEST_SHARE;
  const times =
    share >= 1 ? `${share >= 9.5 ? Math.round(share) : share.toFixed(1)} times` : `${percent(share)} of`;
  const some = noun === 'cell' ? 'Cells' : 'Spots';
  return {
    ...{ question: QUESTION, verdict: reads ? 'doubt' : 'believe', decides: true },
    found:
      `${some} of the same label but of different batches (${column}) differ in the score by ${times} what ${name} differs from the ` +
      `other ${noun}s within a batch.`,
    todo: reads
      ? `The ranking has genes of the batch in it. Use an encoder that corrects for the batch: a trained model does so with --batch ${batch.column}; or compare ${noun}s within one batch.`
      : 'Nothing to do.',
  };
}
