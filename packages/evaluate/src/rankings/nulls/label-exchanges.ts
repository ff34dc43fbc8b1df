import { labellings } from '../../significance/labellings.js';
import { normalSquare } from '../../significance/studentised.js';
import type { ExchangedDirection, Exchanges } from './exchanges.js';
import { labelledDifferences, quadraticForm } from './labelled-differences.js';
import type { LabelledLatents } from './labelled-latents.js';

/** Permuted labels: the differences of means, with Welch's t² as a normal deviate. */
export function labelExchanges(labelled: LabelledLatents, permutations: number, seed: number): Exchanges {
  const { rows, units } = labelled;
  const differences = labelledDifferences(labelled);
  const directionOf = (labels: Uint8Array): ExchangedDirection => {
    const { difference, sides } = differences.of(labels);
    const [up, down] = sides;
    const latentSize = difference.length;
    return {
      vector: difference,
      square: (attribution, perGene, at, floor) =>
        normalSquare(
          attribution,
          Math.max(quadraticForm(up.covariance, perGene, at, latentSize), floor / up.units),
          Math.max(quadraticForm(down.covariance, perGene, at, latentSize), floor / down.units),
          up.units,
          down.units,
        ),
    };
  };
  const { count, isExact, smallestP, each } = labellings(units, permutations, seed);
  return {
    ...{ rows, what: 'the difference of means', spread: differences.spread, isExact, count, smallestP },
    given: directionOf(units.labels),
    each: (visit) =>
      each((labels) =>
        visit(
          directionOf(labels),
          labels.every((label, i) => label === units.labels[i]),
        ),
      ),
  };
}
