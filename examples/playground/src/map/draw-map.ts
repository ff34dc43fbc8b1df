import type { JobRun } from '../session/in-job.js';
import { currentModel } from '../session/session.js';
import type { MapSettings } from '../session/settings.js';
import { type Bar, largestBars } from './bars.js';
import { type DrawnPictures, drawPictures } from './draw.js';
import { explained } from './explained.js';

/** A map as the page shows it. */
export interface DrawnMap {
  readonly input: number;
  readonly score: number;
  /** The method with its settings. */
  readonly description: string;
  /** The map of a picture. */
  readonly drawn?: DrawnPictures;
  /** The map of a row or spot. */
  readonly bars?: readonly Bar[];
  /** What the map adds up to. */
  readonly sum: number;
  /** For methods that promise completeness: the sum minus the difference of scores to which it should add up. */
  readonly gap?: number;
  /** For methods with random draws: the mean standard error of the map's numbers, as a share of their mean magnitude. */
  readonly error?: number;
  readonly warnings: readonly string[];
}

/** Computes a map, or takes it from the earlier ones, and draws it. */
export async function drawMap(input: number, settings: MapSettings, run: JobRun): Promise<DrawnMap> {
  const found = await explained(input, settings, run);
  const { inputs, encoder } = currentModel();
  const map = found.maps.pick(0);
  const size = map.size;
  const magnitudes = found.maps.data.reduce((sum, value) => sum + Math.abs(value), 0) / size;
  const errors = found.standardErrors?.data.reduce((sum, value) => sum + value, 0);
  return {
    input,
    score: found.scores.get(0),
    description: found.description ?? found.explainer,
    ...(encoder.inputShape.length === 3
      ? { drawn: drawPictures(inputs.pick(input), map, settings) }
      : { bars: largestBars(map, settings.sign) }),
    sum: found.maps.data.reduce((sum, value) => sum + value, 0),
    ...(found.completenessGaps && { gap: found.completenessGaps.get(0) }),
    ...(errors !== undefined && magnitudes > 0 && { error: errors / size / magnitudes }),
    warnings: found.warnings,
  };
}
