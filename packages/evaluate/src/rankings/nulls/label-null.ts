import ndarray from 'ndarray';
import { labellings } from '../../significance/labellings.js';
import { LEAST_SPREAD, normalSquare } from '../../significance/studentised.js';
import type { GeneRanking } from '../gene-ranking.js';
import { labelledDifferences, quadraticForm } from './labelled-differences.js';
import type { LabelledLatents } from './labelled-latents.js';
import { pooledNull } from './pooled-null.js';

/** The columns of a ranking that come from permuted labels. */
export type LabelNull = Pick<GeneRanking, 'p' | 'q' | 'permutations' | 'smallestP' | 'permuted'>;

/** Settings of the nulls of permuted labels. */
export interface LabelNullSettings {
  readonly permutations: number;
  readonly seed: number;
  readonly keepPermuted: boolean;
  /** Awaited after each labelling. */
  readonly pause: () => Promise<void>;
}

/**
 * Permuted labels for methods that are linear in the concept: the attribution of a concept vector d to gene g is d · a_g, where a_g
 * holds the mean attributions of the latent dimensions. With d a difference of means, d · a_g is the difference between the
 * two sides' means of the number z · a_g of each example, so Welch's t² of this number is taken, as a normal deviate.
 *
 * @param perGene mean attribution of each gene and latent dimension, `[genes, latentSize]`.
 */
export async function linearLabelNull(
  labelled: LabelledLatents,
  perGene: Float64Array,
  { permutations, seed, keepPermuted, pause }: LabelNullSettings,
): Promise<LabelNull> {
  const { units } = labelled;
  const differences = labelledDifferences(labelled);
  const latentSize = labelled.rows[0]?.length ?? 0;
  const genes = perGene.length / latentSize;
  const floors = Float64Array.from(
    { length: genes },
    (_, g) => LEAST_SPREAD * quadraticForm(differences.spread, perGene, g * latentSize, latentSize),
  );
  const statisticsOf = (labels: Uint8Array, squares: Float64Array, attributions?: Float32Array) => {
    const { difference, sides } = differences.of(labels);
    const [up, down] = sides;
    for (let g = 0; g < genes; g++) {
      const at = g * latentSize;
      let attribution = 0;
      for (let l = 0; l < latentSize; l++) attribution += difference[l]! * perGene[at + l]!;
      if (attributions) attributions[g] = attribution;
      const floor = floors[g]!;
      squares[g] =
        floor > 0
          ? normalSquare(
              attribution,
              Math.max(quadraticForm(up.covariance, perGene, at, latentSize), floor / up.units),
              Math.max(quadraticForm(down.covariance, perGene, at, latentSize), floor / down.units),
              up.units,
              down.units,
            )
          : 0;
    }
  };
  const squares = new Float64Array(genes);
  statisticsOf(units.labels, squares);
  const pooled = pooledNull(squares.slice());
  const { count, isExact, smallestP, each } = labellings(units, permutations, seed);
  const kept: Float32Array[] = [];
  await each(async (labels) => {
    await pause();
    const attributions = keepPermuted ? new Float32Array(genes) : undefined;
    statisticsOf(labels, squares, attributions);
    pooled.add(squares);
    if (attributions && !isSame(labels, units.labels)) kept.push(attributions);
  });
  return {
    ...pooled.pValues(isExact),
    permutations: count,
    smallestP,
    ...(keepPermuted && { permuted: stacked(kept, genes) }),
  };
}

/** Whether a labelling is the given one, which is among all labellings, and may be drawn by chance. */
export function isSame(labels: Uint8Array, given: Uint8Array): boolean {
  return labels.every((label, i) => label === given[i]);
}

/** Attributions under permuted labels, `[permutations, genes]`. */
export function stacked(rows: readonly Float32Array[], genes: number) {
  const all = new Float32Array(rows.length * genes);
  for (const [b, row] of rows.entries()) all.set(row, b * genes);
  return ndarray(all, [rows.length, genes]);
}
