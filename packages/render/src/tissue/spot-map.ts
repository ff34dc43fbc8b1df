import { quantile } from 'd3-array';
import { drawColorBar } from '../colour/color-bar.js';
import { pngDataUri } from '../pictures/png.js';
import { checkOutputSize, type RgbaImage } from '../pictures/rgba-image.js';
import { svgDocument } from '../svg/svg-document.js';
import { fitText, fitTexts, svgText } from '../svg/text.js';
import { type SpotColors, spotColors } from './spot-colors.js';
import { checked, type SpotMapOptions } from './spot-map-options.js';
import { drawScaleBar } from './spot-scale-bar.js';

const MARGIN = 16;
const GAP = 14;

/**
 * Values of spots on their tissue, as one self-contained SVG: every spot a disc of its true place and size, over the H&E
 * picture if there is one, each map with its own colour bar. Several maps are small multiples over the same picture, which
 * is embedded once. The view is the spots with a diameter around them. `rasterize` of `@csm/render/node` makes it a PNG.
 *
 * Draw a map of a saliency method signed, and counts as magnitude. The order of drawing is that of the spots.
 *
 * @returns an SVG document
 * @throws TypeError for options that are no lists or pictures; RangeError without spots or maps, for places that are not
 * finite, values of another number than the spots, infinite values, an opacity outside [0, 1], a diameter, limit, scale or
 * number of micrometres that is not above 0, or more than 16384 pixels a side
 */
export function spotMap(options: SpotMapOptions): string {
  const {
    title = '',
    spots,
    maps,
    image,
    imageScale = 1,
    imageOpacity = 0.6,
    micrometres,
  } = checked(options);
  const { cellSize = 240, columns = Math.min(4, maps.length), opacity = image ? 0.9 : 1 } = options;
  const [xs, ys] = [Array.from(spots.x), Array.from(spots.y)];
  const diameter = options.diameter ?? usualDiameter(xs, ys);
  const view = viewOf(xs, ys, diameter);
  const scale = cellSize / view.width;
  const cellHeight = Math.round(view.height * scale);
  const width = 2 * MARGIN + columns * (cellSize + GAP) - GAP;
  checkOutputSize('spotMap', width, Math.ceil(maps.length / columns) * cellHeight);

  const round = (value: number) => Math.round(100 * value) / 100;
  const parts: string[] = [];
  let under = '';
  if (image) {
    const [w, h] = [image.width, image.height].map((side) => round((side / imageScale) * scale));
    const at = `x="${round(-view.x * scale)}" y="${round(-view.y * scale)}" width="${w}" height="${h}"`;
    // In the picture's alpha: as an attribute it costs a renderer a layer a map.
    const picture = pngDataUri(faded(image, imageOpacity));
    const id = `tissue-${checksum(picture)}`;
    parts.push(`<defs><image id="${id}" ${at} preserveAspectRatio="none" href="${picture}"/></defs>`);
    under = `<use href="#${id}"/>\n`;
  }
  const centres = xs.map((x, i) => [round((x - view.x) * scale), round((ys[i]! - view.y) * scale)] as const);
  const radius = round((diameter / 2) * scale);

  let y = MARGIN;
  if (title) {
    const heading = fitText(title, { width: width - 2 * MARGIN, size: 15, smallest: 9, weight: 600 });
    parts.push(svgText(heading, { x: width / 2, y, anchor: 'middle', weight: 600 }));
    y += heading.height + 8;
  }
  for (let first = 0; first < maps.length; first += columns) {
    const row = maps.slice(first, first + columns);
    const heads = fitTexts(
      row.map((map) => map.title ?? ''),
      { width: cellSize, size: 12, smallest: 9, weight: 600 },
    );
    const captions = fitTexts(
      row.map((map) => map.caption ?? ''),
      { width: cellSize, size: 10.5, smallest: 9, weight: 400 },
    );
    const headHeight = Math.max(...heads.map((head) => head.height));
    const captionHeight = Math.max(...captions.map((caption) => caption.height));
    const top = y + (headHeight ? headHeight + 4 : 0);
    let barHeight = 0;
    for (const [c, map] of row.entries()) {
      const x = MARGIN + c * (cellSize + GAP);
      const middle = { x: x + cellSize / 2, anchor: 'middle' } as const;
      parts.push(svgText(heads[c]!, { ...middle, y: y + headHeight - heads[c]!.height, weight: 600 }));
      const colors = spotColors(map);
      const discs = centres.map(([cx, cy], i) => disc({ cx, cy, radius, value: map.values[i]!, colors }));
      const box = `x="${x}" y="${top}" width="${cellSize}" height="${cellHeight}"`;
      // A nested document clips what goes beyond its box.
      parts.push(`<svg ${box}>
${under}<g fill-opacity="${opacity}">${discs.join('')}</g>
</svg>
<rect ${box} fill="none" stroke="#999" stroke-width="0.5"/>`);
      if (micrometres !== undefined && first + c === 0) {
        const corner = { x: x + cellSize - 10, y: top + cellHeight - 10 };
        parts.push(drawScaleBar({ ...corner, most: cellSize / 4, perPixel: micrometres / scale }));
      }
      const below = top + cellHeight + 3;
      parts.push(svgText(captions[c]!, { ...middle, y: below, weight: 400, fill: '#333' }));
      const at = { x, y: below + (captionHeight ? captionHeight + 3 : 3), width: cellSize };
      const bar = colors.bar && drawColorBar(colors.bar, { ...at, barWidth: Math.round(0.75 * cellSize) });
      if (bar) parts.push(bar.svg);
      barHeight = Math.max(barHeight, bar ? bar.height : 0);
    }
    y = top + cellHeight + 6 + (captionHeight ? captionHeight + 3 : 0) + barHeight + GAP;
  }
  const height = Math.ceil(y - GAP + MARGIN);
  return svgDocument('spotMap', { width, height }, title, parts);
}

function disc(spot: { cx: number; cy: number; radius: number; value: number; colors: SpotColors }): string {
  const { cx, cy, radius, value, colors } = spot;
  const place = `<circle cx="${cx}" cy="${cy}" r="${radius}"`;
  if (Number.isNaN(value)) return `${place} fill="none" stroke="#999" stroke-width="0.5"/>`;
  // A hairline, so that a white spot shows on a white page.
  return `${place} fill="${colors.of(value)}" stroke="#666" stroke-width="0.25"/>`;
}

function viewOf(xs: readonly number[], ys: readonly number[], diameter: number) {
  const [left, right] = [xs, xs].map((all, i) => (i ? largestOf(all) : -largestOf(all.map((v) => -v))));
  const [top, bottom] = [-largestOf(ys.map((v) => -v)), largestOf(ys)];
  const around = 2 * diameter;
  const box = { x: left! - diameter, y: top - diameter };
  return { ...box, width: right! - left! + around, height: bottom - top + around };
}

const largestOf = (values: readonly number[]): number =>
  values.reduce((top, value) => Math.max(top, value), Number.NEGATIVE_INFINITY);

/** 0.7 times the median distance of a spot to its nearest (of up to 200 spots: enough for a median). */
function usualDiameter(xs: readonly number[], ys: readonly number[]): number {
  if (xs.length === 1) return 1;
  const step = Math.ceil(xs.length / 200);
  const nearest: number[] = [];
  for (let i = 0; i < xs.length; i += step) {
    let least = Number.POSITIVE_INFINITY;
    for (let j = 0; j < xs.length; j++) {
      const distance = Math.hypot(xs[i]! - xs[j]!, ys[i]! - ys[j]!);
      if (distance > 0) least = Math.min(least, distance);
    }
    nearest.push(least);
  }
  const median = quantile(nearest.filter(Number.isFinite), 0.5);
  return median === undefined ? 1 : 0.7 * median;
}

function faded({ width, height, data }: RgbaImage, opacity: number): RgbaImage {
  return { width, height, data: data.map((byte, i) => (i % 4 === 3 ? Math.round(opacity * byte) : byte)) };
}

/** Tells one picture from another, where several documents stand in one page (FNV-1a). */
function checksum(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16);
}
