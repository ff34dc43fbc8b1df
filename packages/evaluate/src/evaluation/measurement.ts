import { largest, smallest } from '@csm/base';
import type { Explainer } from '@csm/core';
import type { NdArray } from 'ndarray';
import { nanMean, nanStandardError } from '../statistics/nan-mean.js';
import type { EvaluationRow } from './evaluation.js';

/** The result of one measure for the maps of one concept and for those of random concepts. */
export interface Measurement {
  readonly measure: string;
  /** The value that uninformative maps reach; NaN if it is unknown. */
  readonly chance: number;
  /** One number per input for the concept's maps. */
  readonly concept: ArrayLike<number>;
  /**
   * The same for random concepts, or for only some of them if the measure is costly; empty if it is not measured
   * for them.
   */
  readonly random: readonly ArrayLike<number>[];
}

/** A group of measures of maps that already exist: the concept's and those of random concepts. */
export type MapMeasure = (
  maps: NdArray,
  randomMaps: readonly NdArray[],
) => Promise<Measurement[]> | Measurement[];

/** A group of measures that makes additional maps. */
export type ExplainerMeasure = (explainer: Explainer) => Promise<Measurement[]>;

/** A row of the table. */
export function evaluationRow(
  method: string,
  { measure, chance, concept, random }: Measurement,
): EvaluationRow {
  const controls = random.map(nanMean);
  const isMeasured = controls.length > 0;
  return {
    method,
    measure,
    value: nanMean(concept),
    standardError: nanStandardError(concept),
    control: nanMean(controls),
    controlLow: isMeasured ? smallest(controls) : Number.NaN,
    controlHigh: isMeasured ? largest(controls) : Number.NaN,
    chance,
  };
}
