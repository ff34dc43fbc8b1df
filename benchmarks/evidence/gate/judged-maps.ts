import { evidenceOverlap, gate, pearson, type Verdict } from '@csm/evaluate';
import ndarray from 'ndarray';
import type { GateConcept } from './gate-cases.js';
import { type Ground, type Truth, truthOf } from './truth.js';

/** A map, what the gate says of it, and whether it is right. */
export interface JudgedMap {
  readonly ground: string;
  readonly seed: number;
  readonly concept: string;
  readonly vector: GateConcept['vector'];
  readonly method: string;
  readonly truth: Truth;
  readonly why: Ground;
  /** The verdict, and those of its two questions. */
  readonly verdict: Verdict;
  readonly mapVerdict: Verdict;
  readonly conceptVerdict: Verdict;
  readonly correlation: number;
  readonly overlap: number;
  readonly unread: number;
  /** The map's verdict with six other donors. */
  readonly otherDonors: Verdict;
  /** Mean r² over features with the map of a random vector by the same method; NaN for random vectors. */
  readonly explainedByRandom: number;
  /** Share of the map where the encoder sees nothing. */
  readonly unseen: number;
}

/** Number of donors of a gate. */
const DONORS = 2;

/** Judges all maps of a ground. */
export function judgedMaps(ground: string, seed: number, concepts: readonly GateConcept[]): JudgedMap[] {
  return concepts.flatMap((concept) => {
    const random = concepts.find((one) => one.concept === concept.concept && one.vector === 'random');
    const others = table(meanEffects(concept.effects.slice(DONORS)));
    const { separation, effects } = concept;
    const evidence = table(meanEffects(effects.slice(0, DONORS)));
    return concept.maps.map((map): JudgedMap => {
      const overlap = evidenceOverlap(table(map.magnitudes), evidence);
      const judged = gate({
        name: concept.concept,
        explainer: map.method,
        separation: {
          auc: separation.auc,
          bounds: [separation.lower, 1],
          attainable: separation.attainable,
          independent: separation.n,
          heldOut: 'given',
        },
        overlap,
      });
      return {
        ground,
        seed,
        concept: concept.concept,
        vector: concept.vector,
        method: map.method,
        ...truthOf(concept, map, ground === 'blind encoder'),
        verdict: judged.verdict,
        mapVerdict: judged.map.verdict,
        conceptVerdict: judged.concept.verdict,
        correlation: overlap.correlation,
        overlap: overlap.overlap,
        unread: overlap.unread,
        otherDonors: gate({
          name: concept.concept,
          explainer: map.method,
          overlap: evidenceOverlap(table(map.magnitudes), others),
        }).map.verdict,
        explainedByRandom:
          concept.vector === 'random'
            ? Number.NaN
            : sharedVariance(
                map.values,
                random?.maps.find(({ method }) => method === map.method)?.values ?? map.values,
              ),
        unseen: map.unseen,
      };
    });
  });
}

/** Numbers per input and feature as a table whose features are its numbers. */
function table(rows: readonly (readonly number[])[]) {
  return ndarray(Float32Array.from(rows.flat()), [rows.length, rows[0]?.length ?? 0]);
}

function meanEffects(donors: GateConcept['effects']): number[][] {
  const [first = []] = donors;
  return first.map((features, input) =>
    features.map(
      (_, feature) => donors.reduce((sum, donor) => sum + (donor[input]?.[feature] ?? 0), 0) / donors.length,
    ),
  );
}

function sharedVariance(map: readonly (readonly number[])[], other: readonly (readonly number[])[]): number {
  const shared = map
    .map((row, input) => pearson(row, other[input] ?? row) ** 2)
    .filter((r2) => !Number.isNaN(r2));
  return shared.reduce((sum, r2) => sum + r2, 0) / shared.length;
}
