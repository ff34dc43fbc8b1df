import { meanDifference } from '@csm/core';
import { selectSamples } from '@csm/datasets';
import { gridFeatures } from '@csm/explainers';
import { inJob, type JobId } from '../../session/in-job.js';
import { currentConcept, currentModel } from '../../session/session.js';
import type { MapSettings } from '../../session/settings.js';
import { type DrawnMap, drawMap } from '../draw-map.js';
import { patchBox } from './patch-box.js';

/** A region of a picture, in pixels, or a feature of a row. */
export interface TestedArea {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly effect: number;
  readonly p: number;
  /** p adjusted for the number of regions. */
  readonly q: number;
}

export interface TestedAreas {
  readonly input: number;
  /** The map over which regions are drawn. */
  readonly map: DrawnMap;
  /** Height and width of the picture; absent for rows. */
  readonly size?: readonly [height: number, width: number];
  /** The most significant first. */
  readonly areas: readonly TestedArea[];
  /** Largest q of a significant region. */
  readonly level: number;
  readonly donors: number;
  readonly permutations: number;
  readonly warnings: readonly string[];
}

/** Donors per side: each costs a pass per region. */
const MOST_DONORS = 24;
const LEVEL = 0.05;
const MOST_FEATURES = 300;

export const regionCalls = {
  testRegions: (input: number, sides: number, map: MapSettings, job: JobId): Promise<TestedAreas> =>
    inJob(job, async (run) => {
      const { encoder, inputs, latents, featureNames } = currentModel();
      const { vector, ...examples } = currentConcept();
      const { inputShape, layout } = encoder;
      const isPicture = inputShape.length === 3;
      if (!isPicture && inputs.size / inputs.shape[0]! > MOST_FEATURES) {
        throw new Error(`Regions are tested for pictures and for rows of up to ${MOST_FEATURES} features.`);
      }
      const [has, lacks] = [halves(examples.with), halves(examples.without)];
      if (Math.min(has.donors.length, lacks.donors.length) < 4) {
        throw new Error(
          `Testing regions needs at least 8 examples with the concept and 8 without; this concept has ${examples.with.length} and ${examples.without.length}.`,
        );
      }
      const heldOut = meanDifference(
        vector.name,
        selectSamples(latents, has.makers),
        selectSamples(latents, lacks.makers),
      );
      const { regionSignificance } = await import('@csm/evaluate');
      const warnings: string[] = [];
      const drawn = await drawMap(input, map, { ...run, onProgress: () => {} });
      const [found] = await regionSignificance(
        {
          encoder,
          concepts: heldOut,
          inputs: selectSamples(inputs, [input]),
          positives: selectSamples(inputs, has.donors),
          negatives: selectSamples(inputs, lacks.donors),
          ...(isPicture && { features: gridFeatures(inputShape, { rows: sides, columns: sides, layout }) }),
        },
        { ...run, level: LEVEL, batchSize: 64, onWarning: (warning) => warnings.push(warning) },
      );
      const [height = 1, width = 1] = layout === 'channelsFirst' ? inputShape.slice(1) : inputShape;
      const { regions, permutations } = found!;
      return {
        input,
        map: drawn,
        ...(isPicture && { size: [height, width] as const }),
        areas: regions
          .map(({ label, ...tested }) => ({
            ...tested,
            ...(isPicture ? patchBox(label, sides, height, width) : feature(label, featureNames)),
          }))
          .sort((a, b) => a.q - b.q || a.p - b.p || Math.abs(b.effect) - Math.abs(a.effect)),
        level: LEVEL,
        donors: has.donors.length + lacks.donors.length,
        permutations,
        warnings,
      };
    }),
};

/** Every second example makes the vector; the others are donors, so that effects are not too large. */
function halves(rows: readonly number[]) {
  const others = rows.filter((_, i) => i % 2 === 1);
  const count = Math.min(MOST_DONORS, others.length);
  return {
    makers: rows.filter((_, i) => i % 2 === 0),
    donors: Array.from({ length: count }, (_, i) => others[Math.floor((i * others.length) / count)]!),
  };
}

function feature(label: number, names: readonly string[] | undefined) {
  return { name: names?.[label] ?? `feature ${label + 1}`, x: 0, y: 0, width: 0, height: 0 };
}
