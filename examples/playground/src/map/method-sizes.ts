import type { ImageLayout } from '@csm/core';

/** Sizes that methods take from the shape of an input. */
export interface MethodSizes {
  /** Height and width of the features of Kernel SHAP; absent for rows, whose features are single numbers. */
  readonly patch?: readonly [height: number, width: number];
  /** Rows and columns of the patches whose sets are all scored; absent for rows. */
  readonly grid?: readonly [rows: number, columns: number];
  /** What occlusion covers at once. */
  readonly window: readonly number[];
  readonly strides: readonly number[];
  /** Standard deviation of the blurred baseline, in pixels. */
  readonly sigma: number;
}

/** Patches and windows are a quarter of a picture high and wide, or one number of a row. */
export function methodSizes(inputShape: readonly number[], layout: ImageLayout | undefined): MethodSizes {
  const [height = 1, width = 1] = layout === 'channelsFirst' ? inputShape.slice(1) : inputShape;
  const patch = [quarter(height), quarter(width)] as const;
  const isPicture = inputShape.length === 3;
  const window = isPicture ? patch : inputShape.map(() => 1);
  return {
    ...(isPicture && { patch, grid: [Math.min(3, height), Math.min(3, width)] as const }),
    window,
    strides: window.map((side) => Math.max(1, Math.floor(side / 2))),
    sigma: Math.max(1, Math.min(height, width) / 16),
  };
}

const quarter = (length: number) => Math.max(1, Math.round(length / 4));
