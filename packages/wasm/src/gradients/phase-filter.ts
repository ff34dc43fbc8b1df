import type { PhaseConvolution } from './convolution-plan.js';

/** Height, width, input channels and output channels of the filter of a forward convolution. */
export type FilterShape = readonly [height: number, width: number, inChannels: number, outChannels: number];

/** The shape of {@link phaseFilter}'s result, which maps the channels of `dy` to one block of input channels per residue. */
export function phaseFilterShape(
  { y, x, residues }: PhaseConvolution,
  filter: FilterShape,
): [number, number, number, number] {
  return [y.taps, x.taps, filter[3], residues.length * filter[2]];
}

/**
 * Writes the filter of one phase convolution. For residue r, tap t is the forward filter's tap r + (taps − 1 − t) · stride
 * (reversed, because the gradient of a correlation is a convolution), with the channel axes exchanged; it is zero if the forward
 * filter has no such tap.
 *
 * @param result array to which the filter is written, of the size of {@link phaseFilterShape}.
 * @param weights the forward filter, `[height, width, inChannels, outChannels]`.
 * @param strides strides of the forward convolution, `[y, x]`.
 */
export function phaseFilter(
  result: Float32Array,
  weights: Float32Array,
  filter: FilterShape,
  strides: readonly [number, number],
  convolution: PhaseConvolution,
): void {
  const [height, width, inChannels, outChannels] = filter;
  const { y, x, residues } = convolution;
  const channels = residues.length * inChannels;
  result.fill(0);
  residues.forEach(([residueY, residueX], block) => {
    for (let tapY = 0; tapY < y.taps; tapY++) {
      const row = residueY + (y.taps - 1 - tapY) * strides[0];
      if (row >= height) continue;
      for (let tapX = 0; tapX < x.taps; tapX++) {
        const column = residueX + (x.taps - 1 - tapX) * strides[1];
        if (column >= width) continue;
        const from = (row * width + column) * inChannels * outChannels;
        const to = (tapY * x.taps + tapX) * outChannels * channels + block * inChannels;
        transposeInto(result, to, channels, weights, from, inChannels, outChannels);
      }
    }
  });
}

/** Writes the transpose of a rows × columns matrix at `from` into rows of `pitch` values at `to`. */
function transposeInto(
  target: Float32Array,
  to: number,
  pitch: number,
  source: Float32Array,
  from: number,
  rows: number,
  columns: number,
): void {
  for (let column = 0; column < columns; column++) {
    for (let row = 0; row < rows; row++) {
      target[to + column * pitch + row] = source[from + row * columns + column]!;
    }
  }
}
