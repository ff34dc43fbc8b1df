import { checkCount, checkList, checkOptions, invalidArgument, shown, validNames } from '@csm/base';

/** A row of the table that `evaluate` of `@csm/evaluate` returns; numbers that were not measured are NaN. */
export interface MeasuredMethod {
  readonly method: string;
  readonly measure: string;
  readonly value: number;
  readonly standardError: number;
  /** Mean of random concepts. */
  readonly control: number;
  /** Smallest value of random concepts. */
  readonly controlLow: number;
  /** Largest value of random concepts. */
  readonly controlHigh: number;
  /** The value of maps that are independent of the model and the concept. */
  readonly chance: number;
}

/** Options of {@link evaluationPlot}. */
export interface EvaluationPlotOptions {
  /** Default: the measure. */
  readonly title?: string | undefined;
  /** Width of the picture in pixels, at least 360. Default 640. */
  readonly width?: number | undefined;
}

/** Checks the arguments of `evaluationPlot`. @returns the rows of the measure. */
export function checkedRows(
  rows: readonly MeasuredMethod[],
  measure: string,
  options: EvaluationPlotOptions,
): readonly MeasuredMethod[] {
  const caller = 'evaluationPlot';
  checkOptions(caller, options, { title: true, width: true });
  checkCount(caller, 'width', options.width ?? 640, { min: 360 });
  checkList(caller, 'rows', rows);
  const ofMeasure = rows.filter((row) => row.measure === measure);
  if (ofMeasure.length === 0) {
    const measures = [...new Set(rows.map((row) => row.measure))];
    const hint = validNames('measures', String(measure), measures);
    throw invalidArgument(`${caller}: no row has the measure ${shown(measure)}; ${hint}.`);
  }
  const bad = ofMeasure.find(({ value }) => !Number.isFinite(value));
  if (bad) throw invalidArgument(`${caller}: the value of "${bad.method}" must be finite; got ${bad.value}.`);
  return ofMeasure;
}
