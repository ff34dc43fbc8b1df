import {
  checkBatchSize,
  checkList,
  checkOneOf,
  checkOptions,
  checkPositive,
  checkWatchers,
  eventLoopYielder,
  invalidArgument,
  type Progress,
} from '@csm/base';
import type { ConceptVector, Decoder } from '@csm/core';
import { checkpoint, type DecoderModel, decoderOf } from '@csm/core/extend';
import { type Tensor2D, tensor2d } from '@tensorflow/tfjs-core';
import type { NdArray } from 'ndarray';
import { checkConcept } from '../concepts/check-concept.js';
import { latentRows } from '../concepts/latent-rows.js';
import { type AttributionSums, addCell, attributionSums, summaryOf } from './cells/attribution-sums.js';
import { donorsOf } from './cells/donors.js';
import type { GeneRanking } from './gene-ranking.js';

/** Options of {@link decoderGenes}. */
export interface DecoderGenesOptions {
  /** The names of the genes, one per output of the decoder. Default `gene 1`, `gene 2` … */
  readonly genes?: readonly string[] | undefined;
  /** The donor of each latent, for standard errors over donors. */
  readonly donors?: ArrayLike<string | number> | undefined;
  /**
   * `'log'`: ln((up + offset) / (down + offset)), for decoders whose output is a rate or a share of the counts. `'difference'`: up − down, for outputs that may be
   * negative. Default `'log'`.
   */
  readonly change?: 'log' | 'difference' | undefined;
  /** Added to the outputs before the logarithm, in their unit. Larger values favour highly expressed genes. Default 1e-9. */
  readonly offset?: number | undefined;
  /** Number of latents that are decoded at a time. Default 128. */
  readonly batchSize?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/**
 * Ranks genes by the *decoder*, for comparison with {@link rankGenes}: how much the decoded expression of a gene changes along the concept. For
 * a latent z and the concept v, up = D(z + v / 2) and down = D(z − v / 2); the change is averaged over the latents, with standard errors.
 *
 * It shows what the model says the concept looks like, not what the encoder reads in a cell: an encoder that ignores a gene does not change it, because the decoder has
 * learned the gene from others. In our simulations of pictures, decoder maps lie in places that the encoder cannot see (`docs/evidence.md`). Hence there is
 * no p-value. With a latent dimension as the concept it is a gene score as those of DRVI, which are changes in log space along a dimension.
 *
 * Source: Moinfar & Theis 2024, DRVI (doi 10.1101/2024.11.06.622266), for scores of genes along a latent dimension.
 *
 * @param decoder a decoder from latents to expression, `[n, genes]`, such as `layersDecoder(vae.decoder)`, or a model with `predict`; borrowed.
 * @param latents where the change is measured, such as the latents of all cells, `[n, latentSize]`.
 * @returns a ranking without p-values; `attribution` is the mean change.
 * @throws if shapes do not fit, an output is negative although logarithms are taken, or an option is unknown or out of range.
 * @category Gene rankings
 */
export async function decoderGenes(
  decoder: Decoder | DecoderModel,
  latents: NdArray,
  concept: ConceptVector,
  options: DecoderGenesOptions = {},
): Promise<GeneRanking> {
  const caller = 'decoderGenes';
  checkOptions<DecoderGenesOptions>(caller, options, {
    genes: true,
    donors: true as never,
    change: true,
    offset: true,
    batchSize: true,
    signal: true as never,
    onProgress: true,
  });
  checkWatchers(caller, options);
  const { change = 'log', offset = 1e-9, batchSize = 128, signal, onProgress } = options;
  checkOneOf(caller, 'change', change, ['log', 'difference']);
  checkPositive(caller, 'offset', offset);
  checkBatchSize(caller, batchSize);
  checkConcept(caller, concept);
  const size = concept.vector.length;
  const all = latentRows(caller, latents, size);
  if (options.genes !== undefined) checkList(caller, 'genes', options.genes);
  const source = decoderOf(decoder, caller);
  const run = { signal, pause: eventLoopYielder() };
  const half = (rows: readonly Float32Array[], sign: number) =>
    Float32Array.from(
      rows.flatMap((row) => Array.from(row, (value, l) => value + (sign * concept.vector[l]!) / 2)),
    );
  const donors = donorsOf(caller, options.donors, all.length, options.genes?.length ?? 0);
  let sums: AttributionSums | undefined;
  for (let start = 0; start < all.length; start += batchSize) {
    await checkpoint(run);
    const rows = all.slice(start, start + batchSize);
    const [up, down] = [
      await decoded(caller, source, half(rows, 1), rows.length, size),
      await decoded(caller, source, half(rows, -1), rows.length, size),
    ];
    const width = up.length / rows.length;
    if (sums === undefined) {
      checkNames(caller, options.genes, width);
      sums = attributionSums(width, donors?.count);
    }
    const changes = up.map((value, at) => {
      const other = down[at]!;
      if (change === 'difference') return value - other;
      if (value < 0 || other < 0) throw negative(caller, Math.min(value, other));
      return Math.log((value + offset) / (other + offset));
    });
    for (let i = 0; i < rows.length; i++) addCell(sums, changes, i * width, donors?.of[start + i]);
    onProgress?.({ done: Math.min(start + batchSize, all.length), total: all.length });
  }
  if (sums === undefined) throw invalidArgument(`${caller}: expected at least one latent; got none.`);
  return {
    concept: concept.name,
    method: change === 'log' ? 'log change of the decoded expression' : 'change of the decoded expression',
    genes: options.genes ?? Array.from(sums.sum, (_, g) => `gene ${g + 1}`),
    ...summaryOf(sums),
  };
}

/** Decodes a batch to the host. */
async function decoded(
  caller: string,
  decoder: Decoder,
  values: Float32Array,
  count: number,
  size: number,
): Promise<Float32Array> {
  const batch = tensor2d(values, [count, size]);
  const output = await decode(decoder, batch).finally(() => batch.dispose());
  const { shape } = output;
  const numbers = await output.data<'float32'>().finally(() => output.dispose());
  if (shape.length !== 2 || shape[0] !== count) {
    throw invalidArgument(`${caller}: the decoder must return [${count}, genes]; got [${shape}].`);
  }
  return numbers;
}

/** An error that a synchronous decoder throws becomes a rejection. */
async function decode(decoder: Decoder, latents: Tensor2D) {
  return await decoder.decode(latents);
}

function checkNames(caller: string, genes: readonly string[] | undefined, width: number): void {
  if (genes === undefined || genes.length === width) return;
  throw invalidArgument(
    `${caller}: genes must have one name for each of the decoder's ${width} outputs; got ${genes.length}.`,
  );
}

function negative(caller: string, value: number) {
  return invalidArgument(
    `${caller}: logarithms need decoded numbers of at least 0; got ${value}; use change: 'difference'.`,
  );
}
