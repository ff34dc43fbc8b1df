import type { ImageLayout } from '@csm/base';
import type { NdArray } from 'ndarray';
import { channelSums } from '../colour/channel-sums.js';
import { colorMaps } from '../colour/color-map.js';
import { scaleValues } from '../colour/scaled-map.js';
import { renderImage } from '../pictures/render-image.js';
import { colorPixels } from '../pictures/render-map.js';
import type { RgbaImage } from '../pictures/rgba-image.js';
import { panel } from '../plots/panel.js';
import { checkTraversalFigure, type TraversalFigureOptions } from './traversal-figure-options.js';

/**
 * Draws what concept vectors mean to the decoder: one row per concept with the decoded pictures of z + αv, for example of the mean face
 * ± αv. The result is one self-contained SVG; `rasterize` of `@csm/render/node` makes a PNG from it.
 *
 * @returns an SVG document.
 * @throws if there are no rows, a row has another number of pictures than there are alphas, or a picture cannot be drawn.
 *
 * @example
 * const alphas = [-2, -1, 0, 1, 2];
 * traversalFigure({ alphas, origin: 'mean face', rows: [{ title: 'Smiling', pictures }], change: true });
 */
export function traversalFigure(options: TraversalFigureOptions): string {
  checkTraversalFigure(options);
  const { title, alphas, rows, origin = 'z', change = false, range, layout, cellSize } = options;
  const middle = Math.floor((alphas.length - 1) / 2);
  return panel({
    title,
    columns: [
      ...alphas.map((alpha) => headingOf(origin, alpha)),
      ...(change ? [{ label: 'change', detail: 'from first to last' }] : []),
    ],
    rows: rows.map(({ title: label, pictures, caption }) => ({
      label,
      cells: [
        ...alphas.map((_, i) => ({
          image: renderImage(pictures.pick(i), { range, layout }),
          ...(i === middle && { caption }),
        })),
        ...(change ? [drawChange(pictures, alphas.length, layout)] : []),
      ],
    })),
    cellSize,
    colorBars: change
      ? [{ range: [-1, 1], ends: ['darker', 'brighter'], label: 'change; each has its own range' }]
      : [],
  });
}

function headingOf(origin: string, alpha: number): string {
  if (alpha === 0) return origin;
  const times = Math.abs(alpha) === 1 ? '' : `${Math.abs(alpha)}\u00A0`;
  return `${origin} ${alpha < 0 ? '−' : '+'}\u00A0${times}v`;
}

/** The last picture minus the first, summed over the channels, as a signed map. */
function drawChange(pictures: NdArray, count: number, layout: ImageLayout | undefined): RgbaImage {
  const sums = (i: number) => channelSums('traversalFigure', pictures.pick(i), { layout });
  const { width, height, values: before } = sums(0);
  const change = sums(count - 1).values.map((value, i) => value - (before[i] ?? 0));
  const scaled = scaleValues(change, { kind: 'signed', clip: [0.5, 99.5], limit: undefined });
  return { width, height, data: colorPixels(scaled, colorMaps.blueWhiteRed) };
}
