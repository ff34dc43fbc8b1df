import { cosineBetween } from '@csm/base';
import { type ConceptVector, conceptScores, encode, explain } from '@csm/core';
import { entanglement, rocAuc } from '@csm/core/statistics';
import { selectSamples } from '@csm/datasets';
import type { NdArray } from 'ndarray';
import { average } from '../../../support/average.js';
import { rowsWith } from '../grounds/encoded.js';
import type { HardGround, LabelledInputs } from '../grounds/hard-ground.js';
import { found } from '../hard-tables/mass-over-area.js';
import { rounded } from '../hard-tables/mean-and-range.js';
import { seedsOf, type TableRun, withGround } from '../hard-tables/table-run.js';
import { stage } from '../stage.js';
import { confounderMaps } from './confounder-maps.js';
import { estimators } from './estimators.js';
import { confounders } from './settings.js';
import { shownScenes } from './shown-scenes.js';

/** One vector of a concept whose label is correlated with another. */
export interface ConfounderRow {
  readonly seed: number;
  readonly concept: string;
  readonly other: string;
  readonly phi: number;
  readonly estimator: string;
  readonly vector: readonly number[];
  /** On held-out examples with independent labels: ROC AUC of the own label. */
  readonly auc: number;
  /** There, AUC of the other label among examples that agree in the own label. */
  readonly withinAuc: number;
  /** There, by how much the other label moves the score, as a share of what the own label moves it. */
  readonly otherShare: number;
  /** For each map, share of the mass over share of the area: in the mask of the concept and in that of the other. */
  readonly maps: Readonly<Record<string, { readonly own: number; readonly other: number }>>;
}

/** The same with the cosine between the vector and that of the same estimator for φ = 0. */
export interface ConfounderResult extends Omit<ConfounderRow, 'vector'> {
  readonly cosine: number;
}

/** Measures all estimators for all φ. */
export async function confounderRows(run: TableRun): Promise<ConfounderResult[]> {
  const rows: ConfounderRow[] = [];
  const [seeds, { phis, pairs }] = [seedsOf(run), confounders];
  for (const [i, seed] of seeds.entries()) {
    for (const [k, phi] of phis.entries()) {
      run.onProgress('confounders', i * phis.length + k, seeds.length * phis.length);
      const file = `${run.out}/confounders/seed-${seed}-phi-${phi}.json`;
      const key = { seed, phi, confounders, estimators: estimators.map(({ name }) => name) };
      const measuredRows = await stage(file, key, () =>
        withGround('scenes', seed, { phi }, run, async (ground) => {
          const all: ConfounderRow[] = [];
          for (const [own, other] of pairs) all.push(...(await measured(ground, own, other, phi, run)));
          return all;
        }),
      );
      rows.push(...measuredRows);
    }
  }
  run.onProgress('confounders', seeds.length * phis.length, seeds.length * phis.length);
  return rows.map(({ vector, ...row }) => {
    const reference = rows.find(
      (one) =>
        one.phi === 0 &&
        one.seed === row.seed &&
        one.concept === row.concept &&
        one.estimator === row.estimator,
    );
    const cosine = cosineBetween(Float64Array.from(vector), Float64Array.from(reference?.vector ?? []));
    return { ...row, cosine };
  });
}

async function measured(
  ground: HardGround,
  name: 'hat' | 'glasses',
  other: 'hat' | 'glasses',
  phi: number,
  { signal }: TableRun,
): Promise<ConfounderRow[]> {
  const { seed, decoder, training, labels } = ground;
  if (decoder === undefined) throw new Error('confounderRows: the ground has no decoder.');
  const { encoder } = ground;
  const latents = await encode(encoder, training, { batchSize: 128, signal });
  const test = ground.independent ?? ground.heldOut;
  const tested = await encode(encoder, test.images, { batchSize: 128, signal });
  const { inputs, masks, donors } = shownScenes(name, other, seed);
  const vectors: ConceptVector[] = [];
  for (const { make } of estimators) {
    vectors.push(await make({ name, other, latents, labels, seed, signal }));
  }
  const maps: Record<string, { own: number; other: number }>[] = vectors.map(() => ({}));
  const negatives = selectSamples(latents, rowsWith(labels[name] ?? new Uint8Array(0), 0));
  const explainers = confounderMaps({ decoder, training, negatives, donors });
  const options = { batchSize: confounders.inputs, signal, onWarning: () => {} };
  for (const [map, explainer] of Object.entries(explainers)) {
    const explanations = await explain(encoder, vectors, inputs, explainer, options);
    for (const [k, explanation] of explanations.entries()) {
      const [own = Number.NaN, others = Number.NaN] = masks.map((mask) =>
        rounded(found(explanation.maps, mask).massOverArea),
      );
      const ofVector = maps[k];
      if (ofVector) ofVector[map] = { own, other: others };
    }
  }
  return vectors.map((vector, k) => ({
    seed,
    concept: name,
    other,
    phi,
    estimator: estimators[k]?.name ?? '',
    vector: [...vector.vector],
    ...ofScore(vector, tested, test.labels, name, other),
    maps: maps[k] ?? {},
  }));
}

function ofScore(
  vector: ConceptVector,
  latents: NdArray<Float32Array>,
  labels: LabelledInputs['labels'],
  name: string,
  other: string,
): Pick<ConfounderRow, 'auc' | 'withinAuc' | 'otherShare'> {
  const scores = conceptScores(latents, [vector]).data;
  const has = (label: string, row: number) => labels[label]?.[row] === 1;
  const where = (wanted: (row: number) => boolean) => scores.filter((_, row) => wanted(row));
  const cell = (own: boolean, others: boolean) =>
    average(where((row) => has(name, row) === own && has(other, row) === others));
  const [both, own, others, none] = [
    cell(true, true),
    cell(true, false),
    cell(false, true),
    cell(false, false),
  ];
  const flags = [name, other].map((label) => [label, Array.from(labels[label] ?? [], Boolean)]);
  const [entangled] = entanglement(vector, latents, Object.fromEntries(flags), { of: name });
  return {
    auc: rounded(
      rocAuc(
        where((row) => has(name, row)),
        where((row) => !has(name, row)),
      ),
    ),
    withinAuc: rounded(entangled?.within.auc ?? Number.NaN),
    otherShare: rounded((both - own + others - none) / (both - others + own - none)),
  };
}
