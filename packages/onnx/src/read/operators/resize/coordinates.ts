/** How Resize maps a position of the output to the input: the `coordinate_transformation_mode` of the ONNX standard. */
export interface AxisResize {
  /** Lengths of the input and output. */
  readonly from: number;
  readonly to: number;
  /** The stated scale, or to / from if the sizes are stated. */
  readonly scale: number;
  readonly transformation: string;
  /**
   * Whether `align_corners` counts with the length of the output, a whole number, as ONNX Runtime and PyTorch do, or with from · scale, as
   * the reference implementation and the cases of the ONNX standard do. They differ for scales such as 0.6 of 9 numbers.
   */
  readonly wholeLengths?: boolean;
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

/**
 * The position in the input of each position of the output.
 * @param rounded rounds every result: `Math.fround` for float32.
 */
export function coordinates(
  { from, to, scale: exactScale, transformation, roi, wholeLengths = false }: AxisResize,
  rounded: (value: number) => number = (value) => value,
): number[] {
  const [start, end] = roi;
  const scale = rounded(exactScale);
  const centre = (i: number) => rounded((i + 0.5) / scale);
  // The length of the output before it is rounded.
  const exact = from * scale;
  const position = (i: number): number => {
    switch (transformation) {
      case 'asymmetric':
        return rounded(i / scale);
      case 'align_corners': {
        const last = wholeLengths ? to - 1 : exact - 1;
        return last === 0 ? 0 : rounded((i * (from - 1)) / last);
      }
      case 'pytorch_half_pixel':
        return to === 1 ? 0 : rounded(centre(i) - 0.5);
      case 'tf_half_pixel_for_nn':
        return centre(i);
      case 'half_pixel_symmetric':
        return rounded((from / 2) * (1 - to / exact) + centre(i) - 0.5);
      case 'tf_crop_and_resize':
        return to === 1
          ? 0.5 * (start + end) * (from - 1)
          : start * (from - 1) + (i * (end - start) * (from - 1)) / (to - 1);
      default:
        return rounded(centre(i) - 0.5);
    }
  };
  return Array.from({ length: to }, (_, i) => position(i));
}

/**
 * The nearest position of the input: the `nearest_mode` of the ONNX standard, within the input. Positions are those of float32, as in ONNX
 * Runtime and PyTorch: 3 / 0.6 is then 5, and not less, because the file's scale is a little more than 0.6.
 */
export function nearestIndices(resizing: AxisResize, mode: string): number[] {
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
  return coordinates(resizing, Math.fround).map((x) => Math.min(Math.max(round(x), 0), resizing.from - 1));
}
