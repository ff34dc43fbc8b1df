import type { PlannedConcept } from '../cells/attribute-all.js';
import type { Donors } from '../cells/donors.js';
import { fingerprint } from './fingerprint.js';
import type { RankingSettings } from './ranking-checkpoint.js';

/** What the sums of a ranking depend on, apart from the inputs, the encoder and the settings of the method. */
export function rankingSettings(
  planned: readonly PlannedConcept[],
  shared: {
    readonly count: number;
    readonly genes: readonly string[];
    readonly method: string;
    readonly donors: Donors | undefined;
  },
): RankingSettings {
  const { count, genes, method, donors } = shared;
  const ofConcepts = fingerprint();
  for (const { concept, cells } of planned) {
    ofConcepts.add(concept.vector);
    ofConcepts.add(cells.members ?? 'all cells');
  }
  return {
    ...{ cells: count, genes: hashed(genes), method, concepts: ofConcepts.digest() },
    donors: donors === undefined ? 'none' : hashed([donors.of]),
  };
}

function hashed(parts: Iterable<string | ArrayBufferView>): string {
  const hash = fingerprint();
  for (const part of parts) hash.add(part);
  return hash.digest();
}
