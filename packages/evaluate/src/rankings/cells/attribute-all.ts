import { type ConceptVector, dotProduct } from '@csm/core';
import {
  checkEncoderSamples,
  checkpoint,
  checkReproducible,
  completenessCheck,
  latentDimensions,
} from '@csm/core/extend';
import type { NdArray } from 'ndarray';
import { type Checkpointing, resumableSums } from '../checkpoint/resumable-sums.js';
import type { Exchanges } from '../nulls/exchanges.js';
import type { CellStream } from '../rank-genes-types.js';
import { type AttributionSums, addCell, attributionSums } from './attribution-sums.js';
import { type CellPart, cellParts } from './cell-parts.js';
import type { Donors } from './donors.js';
import { type CellExplainer, explainCells } from './explain-cells.js';
import type { RankedCells } from './ranked-cells.js';

/** A concept with what its ranking needs, checked. */
export interface PlannedConcept {
  readonly concept: ConceptVector;
  readonly exchanges: Exchanges | undefined;
  readonly cells: RankedCells;
}

interface Settings {
  readonly count: number;
  readonly batchSize: number;
  readonly donors: Donors | undefined;
  readonly checkpointing: Checkpointing | undefined;
  /** Called with the number of cells of each finished part. */
  readonly advance: (cells: number) => void;
}

/** One pass over the cells: the sums of each concept's attributions, and the inputs of the cells that serve the nulls. */
export async function attributeAll(
  cellExplainer: CellExplainer,
  inputs: NdArray | CellStream,
  planned: readonly PlannedConcept[],
  { count, batchSize, donors, checkpointing, advance }: Settings,
): Promise<{ sums: AttributionSums[]; rows: Map<number, Float32Array> }> {
  const { caller, encoder, explainer, run } = cellExplainer;
  checkEncoderSamples(caller, encoder, count);
  const { latentSize } = encoder;
  const [genes = 0] = encoder.inputShape;
  // Attributing the latent dimensions takes fewer passes and gives the same maps.
  const throughDimensions = explainer.linear === true && planned.length > latentSize;
  const scores = throughDimensions
    ? latentDimensions(latentSize)
    : planned.map(({ concept }) => dotProduct(concept));
  explainer.check?.({ encoder, scores }, run.onWarning ?? (() => {}));
  const sums = planned.map(() => attributionSums(genes, donors?.count));
  const sampled = new Set(planned.flatMap(({ cells }) => cells.sample));
  const rows = new Map<number, Float32Array>();
  const completeness = completenessCheck();
  const saved = await resumableSums(caller, sums, genes, checkpointing);
  const explainPart = async (part: CellPart, isNew: boolean) => {
    const { start, size, values } = part;
    const partRun = {
      ...run,
      reportCompleteness: (report: Parameters<typeof completeness.add>[0]) => completeness.add(report, start),
    };
    const add = (k: number, maps: Float32Array) => {
      const [own, members] = [sums[k], planned[k]?.cells.members];
      saved.adding();
      for (let i = 0; own !== undefined && i < size; i++) {
        if (members?.[start + i] === 0) continue;
        addCell(own, maps, i * genes, donors?.of[start + i]);
      }
    };
    const dimensions: Float32Array[] = [];
    await explainCells({ ...cellExplainer, run: partRun }, scores, values, part, (k, { maps }) => {
      if (start === 0) saved.probe(k, maps);
      if (throughDimensions) dimensions[k] = maps;
      else if (isNew) add(k, maps);
    });
    if (!isNew || !throughDimensions) return;
    for (const [k, { concept }] of planned.entries()) add(k, combined(concept.vector, dimensions));
  };
  try {
    for await (const part of cellParts(caller, inputs, genes, count, batchSize, saved.done)) {
      const { start, size, values } = part;
      if (start === 0) {
        const probe = { values, sampleSize: genes };
        await checkReproducible(caller, encoder, probe, { batchSize, signal: run.signal, trace: true });
      }
      saved.read(part);
      for (let i = 0; i < size; i++) {
        if (sampled.has(start + i)) rows.set(start + i, values.slice(i * genes, (i + 1) * genes));
      }
      const isNew = start >= saved.done;
      if (isNew || start === 0) await explainPart(part, isNew);
      else await checkpoint(run);
      if (isNew) await saved.added(start + size);
      advance(size);
    }
  } catch (error) {
    await saved.stopped();
    throw error;
  }
  completeness.warn(run.onWarning ?? (() => {}));
  return { sums, rows };
}

/** Σ_l v_l times the map of dimension l. */
function combined(vector: Float32Array, dimensions: readonly Float32Array[]): Float32Array {
  const sum = new Float64Array(dimensions[0]?.length ?? 0);
  for (const [l, map] of dimensions.entries()) {
    const weight = vector[l]!;
    for (let at = 0; at < map.length; at++) sum[at]! += weight * map[at]!;
  }
  return Float32Array.from(sum);
}
