import type { ImageLayout } from '@csm/base';
import type { NdArray } from 'ndarray';
import { channelSums } from '../colour/channel-sums.js';
import { colorMaps } from '../colour/color-map.js';
import { scaleValues } from '../colour/scaled-map.js';
import { colorPixels } from '../pictures/render-map.js';
import type { RgbaImage } from '../pictures/rgba-image.js';
import { panel } from '../plots/panel.js';
import { mapDisplay } from './map-display.js';
import { methodHeading } from './method-heading.js';
import { checkTraversalFigure, type TraversalFigureOptions } from './traversal-figure-options.js';

/**
 * Draws what concept vectors mean to the decoder: one row per concept with the decoded pictures of z + αv, for example of the mean face
 * ± αv. On request also the picture whose latent is moved, the change along the path, and maps of the picture. The result is one self-contained SVG; `rasterize` of `@csm/render/node` makes a PNG from it.
 *
 * @returns an SVG document.
 * @throws if there are no rows, a row has more or fewer pictures than there are alphas, or a picture cannot be drawn.
 *
 * @example
 * const alphas = [-2, -1, 0, 1, 2];
 * traversalFigure({ alphas, origin: 'mean face', rows: [{ title: 'Smiling', pictures }], change: true });
 * @category Figures
 */
export function traversalFigure(options: TraversalFigureOptions): string {
  checkTraversalFigure(options);
  const { title, alphas, rows, origin = 'z', change = false, methods = [], layout } = options;
  const { kind, clip, colorMap, channels, range, cellSize, outlineLabel } = options;
  const display = mapDisplay('traversalFigure', { kind, clip, colorMap, channels, range, layout });
  const hasImages = rows.some(({ image }) => image !== undefined);
  const middle = Math.floor((alphas.length - 1) / 2);
  return panel({
    title,
    columns: [
      ...(hasImages ? ['picture'] : []),
      ...alphas.map((alpha) => headingOf(origin, alpha)),
      ...(change ? [{ label: 'change', detail: 'from first to last' }] : []),
      ...methods.map((method, i) => methodHeading(`traversalFigure: methods[${i}]`, method)),
    ],
    rows: rows.map(({ title: label, pictures, caption, image, outline, maps = [], captions = [] }) => ({
      label,
      cells: [
        ...(hasImages ? [image ? { image: display.picture(image), caption, outline } : null] : []),
        ...alphas.map((_, i) => ({
          image: display.picture(pictures.pick(i)),
          ...(i === middle && image === undefined && { caption }),
        })),
        ...(change ? [drawChange(pictures, alphas.length, layout)] : []),
        ...maps.map((map, i) => ({ image: display.map(map, map), caption: captions[i] })),
      ],
    })),
    cellSize,
    outlineLabel,
    colorBars: [
      ...(change
        ? [{ range: [-1, 1], ends: ['darker', 'brighter'], label: 'change; each has its own range' } as const]
        : []),
      ...(methods.length > 0 ? [display.bar] : []),
    ],
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
