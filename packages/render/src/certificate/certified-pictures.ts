import { channelsLast, type ImageLayout, largest, pictureLayout, rowMajor, smallest } from '@csm/base';
import ndarray, { type NdArray } from 'ndarray';
import { renderImage } from '../pictures/render-image.js';
import { renderMap, usualColorMap } from '../pictures/render-map.js';
import type { ColorBar } from '../plots/color-bar.js';
import { panel } from '../plots/panel.js';
import type { PanelCell } from '../plots/panel-cell.js';
import type { CertificateFigureOptions } from './certificate-figure-options.js';
import { certifiedMaps, mapOf, scoreText } from './certified-maps.js';
import type { DrawnCertificate } from './drawn-certificate.js';

/** The float32 arithmetic of a preprocessing may overshoot [0, 1] a little. */
const OVERSHOOT = 1e-3;

/** The inputs that are pictures next to their maps, with the outlines of the regions that matter. */
export function certifiedPictures(
  certificate: DrawnCertificate,
  inputs: readonly number[],
  options: CertificateFigureOptions,
): string {
  const { scores, measures } = certificate;
  const shape = certificate.inputs.shape.slice(1);
  const layout = pictureLayout('certificateFigure', 'the inputs', shape, certificate.layout);
  const pictures = inputs.map((input) => pictureOf(certificate.inputs.pick(input), layout));
  const { range = rangeOf(pictures), channels } = options;
  const outline = measures.regions && regionMask(channelsLast(measures.regions.significant, layout));
  const maps = certifiedMaps(certificate);
  // Changes of colours have opposite signs and would cancel.
  const drawn = { kind: 'magnitude', channels: 'sumOfMagnitudes', layout } as const;
  const rows = pictures.map((picture, i) => {
    const input = inputs[i] ?? 0;
    const cells = maps.map(({ maps: of, isDrawn }): PanelCell | null => {
      const map = mapOf(of, input);
      return map ? { image: renderMap(map, isDrawn ? drawn : { channels, layout }), outline } : null;
    });
    return {
      cells: [
        { image: renderImage(picture, { range }), outline, caption: scoreText(scores, input) },
        ...cells,
      ],
    };
  });
  return panel({
    columns: [inputs.length > 1 ? 'inputs' : 'input', ...maps.map(({ heading }) => heading)],
    rows,
    cellSize: options.cellSize ?? usualCellSize(pictures[0]?.shape[1] ?? 1, maps.length + 1),
    outlineLabel: 'regions that matter',
    colorBars: maps.map(({ isDrawn = false }, i) => barOf(isDrawn, i + 1)),
  });
}

/** The colours of a column; each of its maps has its own scale. */
function barOf(isDrawn: boolean, column: number): ColorBar {
  const of = isDrawn
    ? { colorMap: usualColorMap('magnitude'), ends: ['none', 'most'], label: 'change of the picture' }
    : { colorMap: usualColorMap('signed'), ends: ['lowers', 'raises'], label: 'the score' };
  const [low = '', high = ''] = of.ends;
  return { ...of, ends: [low, high], range: isDrawn ? [0, 1] : [-1, 1], column };
}

/** Whole multiples of small pictures, which have crisp pixels; large ones are reduced. */
function usualCellSize(width: number, columns: number): number {
  const wanted = Math.min(160, Math.floor(500 / columns));
  return width > wanted ? wanted : width * Math.max(1, Math.round(wanted / width));
}

/** An input with its channels last; channels that are neither grey nor colours are averaged. */
function pictureOf(input: NdArray, layout: ImageLayout): NdArray {
  const picture = channelsLast(input, layout);
  const [height = 0, width = 0, channels = 1] = picture.shape;
  if (channels === 1 || channels === 3) return picture;
  return overChannels(picture, new Float32Array(height * width), (sum, value) => sum + value / channels);
}

/** [0, 1] if the pictures hold nothing else, otherwise from their smallest to their largest value. */
function rangeOf(pictures: readonly NdArray[]): readonly [number, number] {
  const values = pictures.map((picture) => rowMajor(picture, Float64Array));
  const low = smallest(values.map((of) => smallest(of)));
  const high = largest(values.map((of) => largest(of)));
  if (low >= -OVERSHOOT && high <= 1 + OVERSHOOT) return [0, 1];
  return low < high ? [low, high] : [low, low + 1];
}

/** 1 where any channel belongs to a region that matters. */
const regionMask = (significant: NdArray): NdArray => {
  const [height = 0, width = 0] = significant.shape;
  return overChannels(significant, new Uint8Array(height * width), (any, value) => (any || value ? 1 : 0));
};

/** Reduces the channels of each pixel to one number, which starts as 0. */
function overChannels(
  picture: NdArray,
  data: Float32Array | Uint8Array,
  add: (before: number, value: number) => number,
): NdArray {
  const [height = 0, width = 0, channels = 1] = picture.shape;
  const reduced: NdArray = ndarray(data, [height, width]);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < channels; c++) reduced.set(y, x, add(reduced.get(y, x), picture.get(y, x, c)));
    }
  }
  return reduced;
}
