import { type ChannelOptions, checkCount, checkList, checkOneOf, invalidArgument } from '@csm/base';
import { checkRange } from '../checks/check-range.js';
import type { SignalMapOptions } from '../plots/signal-map-options.js';
import { svgSize } from '../svg/nested-svg.js';

const KINDS = ['pictures', 'table', 'signals'] as const;

/** Options of `certificateFigure`. */
export interface CertificateFigureOptions extends Pick<SignalMapOptions, 'axis' | 'axisLabel'> {
  /** Default: the name of the concept. */
  readonly title?: string | undefined;
  /** The indices of the inputs that are drawn. Default: the first three pictures, or the first row or signal. */
  readonly inputs?: readonly number[] | undefined;
  /**
   * What the inputs are. Default: pictures if an input has three axes, signals `[samples, channels]` if it has two, and otherwise
   * a row of a table.
   */
  readonly kind?: (typeof KINDS)[number] | undefined;
  /** The names of the features of a table, such as genes. Default: `feature 0`, `feature 1`, … */
  readonly names?: readonly string[] | undefined;
  /** The values that pictures show as black and as full intensity. Default: [0, 1], or their smallest and largest value. */
  readonly range?: readonly [low: number, high: number] | undefined;
  /** How the channels of the maps are summed, as for `renderMap`. */
  readonly channels?: ChannelOptions['channels'] | undefined;
  /** Width of a picture in pixels, as for `panel`. */
  readonly cellSize?: number | undefined;
  /**
   * An SVG document of this package that is drawn in place of the inputs and maps, such as that of `spotMap` for the spots of
   * a tissue.
   */
  readonly drawing?: string | undefined;
}

/** The names of the options of `certificateFigure`. */
export const CERTIFICATE_FIGURE_OPTIONS = {
  title: true,
  inputs: true,
  kind: true,
  names: true,
  range: true,
  channels: true,
  axis: true,
  axisLabel: true,
  cellSize: true,
  drawing: true,
} as const;

/** @throws unless the options are valid for a certificate with `count` inputs of `members` numbers. */
export function checkCertificateFigureOptions(
  caller: string,
  options: CertificateFigureOptions,
  { count, members }: { readonly count: number; readonly members: number },
): void {
  const { inputs = [], kind, names, range, cellSize, drawing } = options;
  checkList(caller, 'inputs', inputs);
  if (options.inputs && inputs.length === 0)
    throw invalidArgument(`${caller}: inputs must have at least one index; got none.`);
  for (const [i, index] of inputs.entries())
    checkCount(caller, `inputs[${i}]`, index, { min: 0, max: count - 1 });
  if (kind !== undefined) checkOneOf(caller, 'kind', kind, KINDS);
  if (names !== undefined) {
    checkList(caller, 'names', names);
    if (names.length !== members)
      throw invalidArgument(
        `${caller}: names must have one name per feature, ${members}; got ${names.length}.`,
      );
  }
  if (range !== undefined) checkRange(caller, 'range', range);
  if (cellSize !== undefined) checkCount(caller, 'cellSize', cellSize, { min: 32 });
  if (drawing !== undefined) svgSize(caller, 'drawing', drawing);
}
