import ndarray from 'ndarray';
import { LEAST_SPREAD } from '../../significance/studentised.js';
import type { GeneRanking } from '../gene-ranking.js';
import type { ExchangedDirection, Exchanges } from './exchanges.js';
import { quadraticForm } from './labelled-differences.js';
import { pooledNull } from './pooled-null.js';

/** The columns of a ranking that come from permuted labels. */
export type LabelNull = Pick<GeneRanking, 'p' | 'q' | 'permutations' | 'smallestP' | 'permuted'>;

/** Settings of the nulls of exchanged labels or numbers. */
export interface NullSettings {
  readonly keepPermuted: boolean;
  /** Awaited after each exchange. */
  readonly pause: () => Promise<void>;
}

/**
 * Exchanged labels or numbers for methods that are linear in the concept: the attribution of a concept vector d to gene g is d · a_g, where
 * a_g holds the mean attributions of the latent dimensions. With d a difference of means, d · a_g is the difference between the
 * two sides' means of the number z · a_g of each example, so Welch's t² of this number is taken; with d a regression direction, it is a sum of products
 * with the values.
 *
 * @param perGene mean attribution of each gene and latent dimension, `[genes, latentSize]`.
 */
export async function linearNull(
  { given, spread, count, isExact, smallestP, each }: Exchanges,
  perGene: Float64Array,
  { keepPermuted, pause }: NullSettings,
): Promise<LabelNull> {
  const latentSize = given.vector.length;
  const genes = perGene.length / latentSize;
  const floors = Float64Array.from(
    { length: genes },
    (_, g) => LEAST_SPREAD * quadraticForm(spread, perGene, g * latentSize, latentSize),
  );
  const statisticsOf = (
    { vector, square }: ExchangedDirection,
    squares: Float64Array,
    attributions?: Float32Array,
  ) => {
    for (let g = 0; g < genes; g++) {
      const at = g * latentSize;
      let attribution = 0;
      for (let l = 0; l < latentSize; l++) attribution += vector[l]! * perGene[at + l]!;
      if (attributions) attributions[g] = attribution;
      const floor = floors[g]!;
      squares[g] = floor > 0 ? square(attribution, perGene, at, floor) : 0;
    }
  };
  const squares = new Float64Array(genes);
  statisticsOf(given, squares);
  const pooled = pooledNull(squares.slice());
  const kept: Float32Array[] = [];
  await each(async (direction, isGiven) => {
    await pause();
    const attributions = keepPermuted ? new Float32Array(genes) : undefined;
    statisticsOf(direction, squares, attributions);
    pooled.add(squares);
    if (attributions && !isGiven) kept.push(attributions);
  });
  return {
    ...pooled.pValues(isExact),
    permutations: count,
    smallestP,
    ...(keepPermuted && { permuted: stacked(kept, genes) }),
  };
}

/** Attributions under permuted labels, `[permutations, genes]`. */
export function stacked(rows: readonly Float32Array[], genes: number) {
  const all = new Float32Array(rows.length * genes);
  for (const [b, row] of rows.entries()) all.set(row, b * genes);
  return ndarray(all, [rows.length, genes]);
}
