import { writeAtomically } from '@csm/base/node';
import type { EpochResult } from '@csm/models';
import type { NdArray } from 'ndarray';
import type { Faces } from '../data/faces.js';
import type { MapWarning } from '../maps/map-warnings.js';
import type { ShownFace } from '../maps/shown-face.js';
import type { Run } from '../run.js';
import { type ConceptResult, resultRows } from './results.js';

/** Everything that a run found, and with which settings. */
export interface Findings {
  readonly faces: Faces;
  readonly run: Run;
  readonly history: readonly EpochResult[];
  readonly results: readonly ConceptResult[];
  /** NaN where a cosine is not known. */
  readonly cosines: NdArray<Float64Array>;
  /** Names of the concepts that are not shown to separate the scored pictures. */
  readonly noise: readonly string[];
  readonly examples: readonly ShownFace[];
  readonly warnings: readonly MapWarning[];
}

/** Writes `results.json`. */
export async function writeReport(file: string, findings: Findings): Promise<void> {
  const { faces, run, history, results, cosines, noise, examples, warnings } = findings;
  const report = {
    faces: faces.title,
    split: faces.split,
    scored: faces.scored,
    pictures: { train: faces.train.length, validation: faces.validation.length, test: faces.test.length },
    skipped: faces.dataset.skipped(),
    settings: run.settings,
    history,
    regions: Object.fromEntries([...faces.regions].map(([name, { description }]) => [name, description])),
    concepts: resultRows(results),
    // Their cosines are null below.
    notShownToSeparate: noise,
    entanglement: results.map((_, i) =>
      results.map((_, j) => {
        const cosine: number = cosines.get(i, j);
        return Number.isNaN(cosine) ? null : Number(cosine.toFixed(4));
      }),
    ),
    shown: examples.map(({ name, id, hasConcept, score, rank, rankWithConcept, outOf }) => ({
      ...{ concept: name, id, hasConcept, score, rank, rankWithConcept, outOf },
    })),
    // The log has at most one line per method and concept.
    mapWarnings: warnings,
    methods: Object.fromEntries(
      examples.flatMap(({ methods, paper }) =>
        [...methods, ...paper].map(({ key, description }) => [key, description]),
      ),
    ),
  };
  await writeAtomically(file, `${JSON.stringify(report, null, 2)}\n`);
}
