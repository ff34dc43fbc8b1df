/** How Resize maps a position of the output to the input: the `coordinate_transformation_mode` of the ONNX standard. */
export interface AxisResize {
  /** Lengths of the input and output. */
  readonly from: number;
  readonly to: number;
  /** The stated scale, or to / from if the sizes are stated. */
  readonly scale: number;
  readonly transformation: string;
  /** First and last part of the input that is cropped, for `tf_crop_and_resize`. */
  readonly roi: readonly [number, number];
}

export const TRANSFORMATIONS = [
  'half_pixel',
  'half_pixel_symmetric',
  'pytorch_half_pixel',
  'align_corners',
  'asymmetric',
  'tf_half_pixel_for_nn',
  'tf_crop_and_resize',
];

/** The position in the input of each position of the output. */
export function coordinates({ from, to, scale, transformation, roi }: AxisResize): number[] {
  const [start, end] = roi;
  // The length of the output before it is rounded.
  const exact = from * scale;
  const position = (i: number): number => {
    switch (transformation) {
      case 'asymmetric':
        return i / scale;
      case 'align_corners':
        return exact === 1 ? 0 : (i * (from - 1)) / (exact - 1);
      case 'pytorch_half_pixel':
        return to === 1 ? 0 : (i + 0.5) / scale - 0.5;
      case 'tf_half_pixel_for_nn':
        return (i + 0.5) / scale;
      case 'half_pixel_symmetric':
        return (from / 2) * (1 - to / exact) + (i + 0.5) / scale - 0.5;
      case 'tf_crop_and_resize':
        return to === 1
          ? 0.5 * (start + end) * (from - 1)
          : start * (from - 1) + (i * (end - start) * (from - 1)) / (to - 1);
      default:
        return (i + 0.5) / scale - 0.5;
    }
  };
  return Array.from({ length: to }, (_, i) => position(i));
}

/** The nearest position of the input: the `nearest_mode` of the ONNX standard, within the input. */
export function nearestIndices(positions: readonly number[], from: number, mode: string): number[] {
  const round = (x: number): number => {
    switch (mode) {
      case 'floor':
        return Math.floor(x);
      case 'ceil':
        return Math.ceil(x);
      case 'round_prefer_ceil':
        return Math.floor(x + 0.5);
      default:
        return Math.ceil(x - 0.5);
    }
  };
  return positions.map((x) => Math.min(Math.max(round(x), 0), from - 1));
}
