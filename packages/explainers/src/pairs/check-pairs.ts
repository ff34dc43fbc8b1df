import { invalidArgument, size, unsupportedModel } from '@csm/base';
import type { Side } from './integrated-jacobians.js';

/** The largest number of pairs of features in a map: 0.5 GB. */
const MOST_PAIRS = 2 ** 26;

/** The largest number of pairs of features in all maps: 2 GB. */
const MOST_PAIRS_IN_ALL = 2 ** 28;

/** The largest number of derivatives that are held at a time, of one side: 2 GB. */
export const MOST_DERIVATIVES = 2 ** 29;

/**
 * @returns the number of pairs.
 * @throws if the sides do not fit each other, or maps or derivatives would be too large.
 */
export function checkPairs(caller: string, first: Side, second: Side): number {
  const { count } = first.inputs;
  if (second.inputs.count !== count) {
    throw invalidArgument(
      `${caller}: expected as many second inputs as first inputs, ${count}; got ${second.inputs.count}.`,
    );
  }
  const [own, other] = [first.encoder.latentSize, second.encoder.latentSize];
  if (own !== other) {
    throw unsupportedModel(
      `${caller}: secondEncoder must have the latent size of the encoder, ${own}; it has ${other}.`,
    );
  }
  let inAll = 0;
  for (let sample = 0; sample < count; sample++) inAll += checkedMapSize(caller, sample, first, second);
  if (inAll > MOST_PAIRS_IN_ALL) {
    throw invalidArgument(
      `${caller}: all maps together may have at most ${MOST_PAIRS_IN_ALL} pairs of features (2 GB); those of ${count} pairs of inputs have ` +
        `${inAll}; explain fewer inputs at a time, or pass larger features.`,
    );
  }
  for (const side of [first, second]) {
    const derivatives = derivativesOf(side);
    if (derivatives <= MOST_DERIVATIVES) continue;
    throw invalidArgument(
      `${caller}: a latent may have at most ${MOST_DERIVATIVES} derivatives (2 GB); ${own} dimensions of inputs [${side.encoder.inputShape}] ` +
        `have ${derivatives}; name an output with fewer dimensions.`,
    );
  }
  return count;
}

/** The number of derivatives of a latent with respect to one input. */
export const derivativesOf = ({ encoder }: Side): number => size(encoder.inputShape) * encoder.latentSize;

/** @returns the number of pairs of features. */
function checkedMapSize(caller: string, sample: number, first: Side, second: Side): number {
  const [rows, columns] = [first.featuresOf(sample).count, second.featuresOf(sample).count];
  if (rows * columns <= MOST_PAIRS) return rows * columns;
  throw invalidArgument(
    `${caller}: a map may have at most ${MOST_PAIRS} pairs of features; pair ${sample} has ${rows} × ${columns}; pass features that group ` +
      'the numbers, such as gridFeatures(encoder.inputShape, { rows: 8, columns: 8 }) or featureSets(size, sets).',
  );
}
