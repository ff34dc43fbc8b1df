import { largest, smallest } from '@csm/base';
import { quantile } from 'd3-array';
import { checkOutputSize } from '../checks/check-output-size.js';
import { pngDataUri } from '../pictures/png.js';
import type { RgbaImage } from '../pictures/rgba-image.js';
import { drawHeading } from '../svg/heading.js';
import { round } from '../svg/round.js';
import { svgDocument } from '../svg/svg-document.js';
import { type FittedText, fitTexts, svgText } from '../svg/text.js';
import type { SpotCategories } from './spot-categories.js';
import type { SpotValues } from './spot-colors.js';
import { checkSpotMapOptions, type SpotMapOptions } from './spot-map-options.js';
import { spotMarks } from './spot-marks.js';
import { drawScaleBar } from './spot-scale-bar.js';

const MARGIN = 16;
const GAP = 14;

/**
 * Draws values of spots on their tissue as one self-contained SVG: every spot is a disc at its true position and size, over the
 * H&E picture if there is one, and each map has its own colour bar, or a legend if it has `labels` instead of `values`. Several maps are drawn as small multiples over
 * the same picture, which is embedded once. The view contains all spots and a margin of one diameter. `rasterize` of
 * `@csm/render/node` makes a PNG from it.
 *
 * Draw saliency maps as signed, counts as magnitude, and regions and clusters as labels. Spots are drawn in the given order.
 *
 * @returns an SVG document.
 * @throws if there are no spots or maps, a position is not finite, a map has too many, too few or infinite values, an option
 * is out of its range, or a side would have more than 16384 pixels.
 */
export function spotMap(options: SpotMapOptions): string {
  checkSpotMapOptions(options);
  const { title = '', maps, cellSize = 240, columns = Math.min(4, maps.length), micrometres } = options;
  const tissue = layOut(options, cellSize);
  const width = 2 * MARGIN + columns * (cellSize + GAP) - GAP;
  checkOutputSize('spotMap', width, Math.ceil(maps.length / columns) * tissue.height);

  const parts: string[] = [tissue.definitions];
  let y = MARGIN;
  if (title) {
    const heading = drawHeading(title, { width, margin: MARGIN, y });
    parts.push(heading.svg);
    y += heading.height + 8;
  }
  for (let first = 0; first < maps.length; first += columns) {
    const row = drawRow(maps.slice(first, first + columns), tissue, y);
    for (const part of row.parts) parts.push(part);
    if (micrometres !== undefined && first === 0) {
      const corner = { x: MARGIN + cellSize - 10, y: row.top + tissue.height - 10 };
      parts.push(drawScaleBar({ ...corner, most: cellSize / 4, perPixel: micrometres / tissue.scale }));
    }
    y += row.height + GAP;
  }
  const height = Math.ceil(y - GAP + MARGIN);
  return svgDocument('spotMap', { width, height }, title, parts);
}

/** The parts that all maps of a figure share: the positions of the spots, and the picture under them. */
interface Tissue {
  /** Width and height of a map in pixels. */
  readonly width: number;
  readonly height: number;
  /** Pixels per unit of x and y. */
  readonly scale: number;
  readonly spots: readonly { readonly cx: number; readonly cy: number }[];
  readonly radius: number;
  readonly opacity: number;
  /** The picture as an SVG definition, and its use; empty without a picture. */
  readonly definitions: string;
  readonly picture: string;
}

function layOut(options: SpotMapOptions, width: number): Tissue {
  const { image, imageScale = 1, imageOpacity = 0.6, opacity = image ? 0.9 : 1 } = options;
  const [xs, ys] = [Array.from(options.spots.x), Array.from(options.spots.y)];
  const diameter = options.diameter ?? usualDiameter(xs, ys);
  const [left, top] = [smallest(xs) - diameter, smallest(ys) - diameter];
  const scale = width / (largest(xs) - smallest(xs) + 2 * diameter);
  const cy = ys.map((y) => round((y - top) * scale));
  const drawn = image && drawPicture(image, imageOpacity, { left, top, scale, imageScale });
  return {
    width,
    height: Math.round((largest(ys) - smallest(ys) + 2 * diameter) * scale),
    scale,
    spots: xs.map((x, i) => ({ cx: round((x - left) * scale), cy: cy[i] ?? 0 })),
    radius: round((diameter / 2) * scale),
    opacity,
    definitions: drawn?.definitions ?? '',
    picture: drawn?.picture ?? '',
  };
}

function drawPicture(
  image: RgbaImage,
  opacity: number,
  view: { left: number; top: number; scale: number; imageScale: number },
): { definitions: string; picture: string } {
  const { left, top, scale, imageScale } = view;
  const width = round((image.width / imageScale) * scale);
  const height = round((image.height / imageScale) * scale);
  const at = `x="${round(-left * scale)}" y="${round(-top * scale)}" width="${width}" height="${height}"`;
  // The opacity is stored in the picture's alpha channel, because an opacity attribute would cost a renderer one
  // layer per map.
  const png = pngDataUri(faded(image, opacity));
  const id = `tissue-${checksum(png)}`;
  return {
    definitions: `<defs><image id="${id}" ${at} preserveAspectRatio="none" href="${png}"/></defs>`,
    picture: `<use href="#${id}"/>\n`,
  };
}

function drawRow(
  maps: readonly (SpotValues | SpotCategories)[],
  tissue: Tissue,
  y: number,
): { parts: string[]; top: number; height: number } {
  const { width } = tissue;
  const heads = fitTexts(
    maps.map((map) => map.title ?? ''),
    { width, size: 12, smallest: 9, weight: 600 },
  );
  const captions = fitTexts(
    maps.map((map) => map.caption ?? ''),
    { width, size: 10.5, smallest: 9, weight: 400 },
  );
  const headHeight = largest(heads.map((head) => head.height));
  const captionHeight = largest(captions.map((caption) => caption.height));
  const top = y + (headHeight ? headHeight + 4 : 0);
  const barTop = captionHeight ? captionHeight + 3 : 0;
  const drawn = maps.map((map, c) => {
    const place = { x: MARGIN + c * (width + GAP), headBottom: y + headHeight, top, barTop: barTop || 3 };
    return drawMap(map, tissue, place, { head: heads[c], caption: captions[c] });
  });
  const barHeight = largest(drawn.map((map) => map.barHeight));
  return {
    parts: drawn.flatMap((map) => map.parts),
    top,
    height: top - y + tissue.height + 6 + barTop + barHeight,
  };
}

function drawMap(
  map: SpotValues | SpotCategories,
  tissue: Tissue,
  place: { x: number; headBottom: number; top: number; barTop: number },
  texts: { head: FittedText | undefined; caption: FittedText | undefined },
): { parts: string[]; barHeight: number } {
  const { width, height, spots, radius, opacity, picture } = tissue;
  const { x, headBottom, top, barTop } = place;
  const { head, caption } = texts;
  const middle = { x: x + width / 2, anchor: 'middle' } as const;
  const marks = spotMarks(map);
  const discs = spots.map((spot, i) => marks.disc(i, spot, radius));
  const box = `x="${x}" y="${top}" width="${width}" height="${height}"`;
  const below = top + height + 3;
  const key = marks.key({ x, y: below + barTop, width });
  const parts = [
    head ? svgText(head, { ...middle, y: headBottom - head.height, weight: 600 }) : '',
    // A nested document clips everything outside its box.
    `<svg ${box}>
${picture}<g fill-opacity="${opacity}">${discs.join('')}</g>
</svg>
<rect ${box} fill="none" stroke="#999" stroke-width="0.5"/>`,
    caption ? svgText(caption, { ...middle, y: below, weight: 400, fill: '#333' }) : '',
    key.svg,
  ];
  return { parts, barHeight: key.height };
}

/**
 * 0.7 times the median distance of a spot to its nearest neighbour (over up to 200 spots, which is enough for a
 * median).
 */
function usualDiameter(xs: readonly number[], ys: readonly number[]): number {
  if (xs.length === 1) return 1;
  const spots = xs.map((x, i) => ({ x, y: ys[i] ?? 0 }));
  const step = Math.ceil(spots.length / 200);
  const nearest = spots
    .filter((_, i) => i % step === 0)
    .map((spot) => {
      let least = Number.POSITIVE_INFINITY;
      for (const other of spots) {
        const distance = Math.hypot(spot.x - other.x, spot.y - other.y);
        if (distance > 0) least = Math.min(least, distance);
      }
      return least;
    });
  const median = quantile(nearest.filter(Number.isFinite), 0.5);
  return median === undefined ? 1 : 0.7 * median;
}

function faded({ width, height, data }: RgbaImage, opacity: number): RgbaImage {
  return { width, height, data: data.map((byte, i) => (i % 4 === 3 ? Math.round(opacity * byte) : byte)) };
}

/** A hash (FNV-1a) that distinguishes pictures if several documents share one page. */
function checksum(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16);
}
