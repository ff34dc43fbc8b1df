import { type ConceptVector, type Encoder, encode, explain, meanDifference } from '@csm/core';
import { selectSamples } from '@csm/datasets';
import { evidenceOverlap, isotropicConcepts } from '@csm/evaluate';
import { featureSums, gridFeatures, replacement } from '@csm/explainers';
import type { NdArray } from 'ndarray';
import { average } from '../../../support/average.js';
import type { HardConcept, HardGround } from '../grounds/hard-ground.js';
import { found, maskPerInput, rowsWithMask, selectMasks } from '../hard-tables/mass-over-area.js';
import { rounded } from '../hard-tables/mean-and-range.js';
import { groundsWith, seedsOf, type TableRun, withGround } from '../hard-tables/table-run.js';
import { stage } from '../stage.js';
import { deletionShares, type FeatureMembers, largest } from './deletion.js';
import { rankedMethodsOf } from './ranked-methods.js';
import { type RankingGround, type RankingKind, ranking, rankingGrounds } from './settings.js';

/** The measures of the maps of a vector. */
export interface MapNumbers {
  readonly massOverArea: number;
  readonly auc: number;
  /** Correlation with E over features. */
  readonly evidence: number;
  /** Share of the concept's score that the first features of the map carry. */
  readonly deletion: number;
}

/** One method for one concept: maps of its vector, and of a random vector that is orthogonal to it and as long. */
export interface RankingRow {
  readonly ground: string;
  readonly kind: RankingKind;
  readonly seed: number;
  readonly concept: string;
  readonly method: string;
  readonly own: MapNumbers;
  readonly random: MapNumbers;
}

/** Names the case of a row: the same for all methods. */
export const keyOf = ({ ground, seed, concept }: RankingRow) => `${ground} ${seed} ${concept}`;

/** Measures all methods for all encoded concepts that lie in a part of the input. */
export async function rankingRows(
  run: TableRun,
  grounds: readonly RankingGround[] = rankingGrounds,
): Promise<RankingRow[]> {
  const rows: RankingRow[] = [];
  const seeds = seedsOf(run);
  const jobs = seeds.flatMap((seed) => groundsWith(grounds, seed).map((ground) => ({ seed, ...ground })));
  for (const [done, { seed, title, kind, name, latentSize }] of jobs.entries()) {
    run.onProgress('ranking', done, jobs.length);
    const file = `${run.out}/ranking/${title.replaceAll(/[^a-z0-9]+/gi, '-')}-${seed}.json`;
    const key = { title, seed, ranking, methods: rankedMethodsOf(name).map((method) => method.name) };
    const own = await stage(file, key, () =>
      withGround(name, seed, { latentSize }, run, (ground) => measuredGround(ground, run.signal)),
    );
    rows.push(...own.map((row) => ({ ground: title, kind, ...row })));
  }
  run.onProgress('ranking', jobs.length, jobs.length);
  return rows;
}

type GroundRow = Omit<RankingRow, 'ground' | 'kind'>;

async function measuredGround(ground: HardGround, signal: AbortSignal): Promise<GroundRow[]> {
  const { encoder } = ground;
  const latents = await encode(encoder, ground.training, { batchSize: 128, signal });
  const rows: GroundRow[] = [];
  for (const [i, concept] of ground.concepts.entries()) {
    if (concept.encoded !== 'encoded' || !isLocal(concept)) continue;
    const negatives = selectSamples(latents, concept.negatives);
    const own = meanDifference(concept.name, selectSamples(latents, concept.positives), negatives);
    const random = isotropicConcepts(own, { count: 1, seed: 1000 + i, orthogonal: true });
    rows.push(...(await measuredConcept(ground, encoder, concept, [own, ...random], negatives, signal)));
  }
  return rows;
}

/** Whether the concept lies in a part of the input. */
function isLocal({ masks: { data } }: HardConcept): boolean {
  const area = average(data);
  return area > 0 && area < 0.5;
}

async function measuredConcept(
  ground: HardGround,
  encoder: Encoder,
  concept: HardConcept,
  vectors: readonly ConceptVector[],
  negatives: NdArray<Float32Array>,
  signal: AbortSignal,
): Promise<GroundRow[]> {
  const [own] = vectors;
  if (own === undefined) return [];
  const all = maskPerInput(concept.masks, concept.inputs);
  const shown = rowsWithMask(all).slice(0, ranking.inputs);
  const [inputs, masks] = [selectSamples(concept.inputs, shown), selectMasks(all, shown)];
  const [forEvidence, forDeletion, forMethods] = thirds(concept.donors);
  const options = { batchSize: ranking.inputs, signal, onWarning: () => {} };
  const donorsPerInput = ranking.evidenceDonors;
  const evidence = await explain(
    encoder,
    own,
    inputs,
    replacement({ donors: forEvidence, donorsPerInput }),
    options,
  );
  const made: { method: string; maps: NdArray<Float32Array>[] }[] = [];
  for (const { name, make } of rankedMethodsOf(ground.name)) {
    const explainer = await make({
      ground,
      concept: { ...concept, donors: forMethods },
      vector: own,
      negatives,
    });
    if (explainer === undefined) continue;
    const explained = await explain(encoder, vectors, inputs, explainer, options);
    made.push({ method: name, maps: explained.map(({ maps }) => maps) });
  }
  const orders = made.flatMap(({ maps }) =>
    maps.map((each) => featureSums(each, { of: 'magnitudes' }).map((sums) => largest(sums, ranking.deleted))),
  );
  const lost = await deletionShares(
    encoder,
    own,
    inputs,
    selectSamples(forDeletion, [...Array(ranking.deletionDonors).keys()]),
    membersOf(inputs.shape.slice(1)),
    orders,
    signal,
  );
  return made.map(({ method, maps }, m) => {
    const [first, second] = maps.map((each, k): MapNumbers => {
      const place = found(each, masks);
      return {
        massOverArea: rounded(place.massOverArea),
        auc: rounded(place.auc),
        evidence: rounded(evidenceOverlap(each, evidence.maps).correlation),
        deletion: rounded(lost[m * maps.length + k] ?? Number.NaN),
      };
    });
    if (first === undefined || second === undefined) throw new Error(`rankingRows: ${method} made no map.`);
    return { seed: ground.seed, concept: concept.name, method, own: first, random: second };
  });
}

/** Donors of their own for E, for the deletion, and for the methods that take donors. */
function thirds(donors: NdArray<Float32Array>) {
  const rows = [...Array(donors.shape[0]).keys()];
  const part = (k: number) =>
    selectSamples(
      donors,
      rows.filter((row) => row % 3 === k),
    );
  return [part(0), part(1), part(2)] as const;
}

/** The members of the features that `featureSums` takes by default: an 8 × 8 grid of patches, or each number. */
function membersOf(shape: readonly number[]): FeatureMembers {
  const size = shape.reduce((a, b) => a * b, 1);
  if (shape.length < 3) return Array.from({ length: size }, (_, at) => [at]);
  const labels = gridFeatures(shape, { rows: 8, columns: 8 }).data;
  const channels = size / labels.length;
  const members = Array.from({ length: 64 }, (): number[] => []);
  for (let at = 0; at < size; at++) members[labels[Math.floor(at / channels)] ?? 0]?.push(at);
  return members;
}
