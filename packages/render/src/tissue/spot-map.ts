import { largest } from '@csm/base';
import { checkOutputSize } from '../checks/check-output-size.js';
import { type EmbeddedPicture, embeddedPicture } from '../pictures/embedded-picture.js';
import { drawHeading } from '../svg/heading.js';
import { round } from '../svg/round.js';
import { svgDocument } from '../svg/svg-document.js';
import { type FittedText, fitTexts, svgText } from '../svg/text.js';
import { checkSpotMapOptions } from './check-spot-map.js';
import type { SpotCategories } from './spot-categories.js';
import { sharedRanges } from './spot-colors.js';
import { spotFrame, usualDiameter } from './spot-frame.js';
import type { SpotMapOptions } from './spot-map-options.js';
import { type SpotMarks, spotMarks } from './spot-marks.js';
import { drawScaleBar, freeCorner, scaleBar } from './spot-scale-bar.js';
import type { SpotValues } from './spot-values.js';

const MARGIN = 16;
const GAP = 14;

/**
 * Draws values of spots on their tissue as one self-contained SVG: every spot is a disc at its true position and size, over the
 * H&E picture if there is one, and each map has its own colour bar, or a legend if it has `labels` instead of `values`. Spots with
 * the value 0 are thin rings, through which the tissue is visible, and spots without a value are crosses; both are explained under
 * the bar. Several maps are drawn as small multiples over the same picture, which is embedded once, at its own resolution.
 * `rasterize` of `@csm/render/node` makes a PNG from it.
 *
 * Draw saliency maps as signed, raw counts as counts, normalised counts as magnitude, and regions and clusters as labels. Spots
 * are drawn in the given order.
 *
 * ```ts
 * const { jpeg, scale } = await readSpotImage('HE.jpg'); // of @csm/render/node
 * const svg = spotMap({
 *   spots: tissue.spots.pixels,
 *   diameter, // 2016 arrays: half the distance of neighbouring spots
 *   micrometres: 100 / diameter, // their spots measure 100 µm
 *   image: jpeg,
 *   imageScale: scale,
 *   maps: [
 *     { title: 'Penk', values: geneCounts(tissue, 'Penk'), kind: 'counts' },
 *     { title: 'Penk: integrated gradients, 50 steps from zeros', values: map, unit: 'saliency' },
 *   ],
 * });
 * ```
 *
 * @returns an SVG document.
 * @throws if there are no spots or maps, a position is not finite, a map has too many, too few or infinite values, counts are not
 * whole numbers, an option is out of its range, or a side would have more than 16384 pixels.
 * @category Plots
 */
export function spotMap(options: SpotMapOptions): string {
  checkSpotMapOptions(options);
  const { title = '', cellSize = 240, columns = Math.min(4, options.maps.length), micrometres } = options;
  const maps = markedMaps(options);
  const tissue = layOut(options, cellSize);
  const width = 2 * MARGIN + columns * (cellSize + GAP) - GAP;
  checkOutputSize('spotMap', width, Math.ceil(maps.length / columns) * tissue.height);

  const bar = micrometres === undefined ? undefined : scaleBar(cellSize / 4, micrometres / tissue.scale);
  const corner = bar && freeCorner(bar, tissue, { at: tissue.spots, radius: tissue.radius });
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
    if (bar && corner && first === 0) {
      parts.push(drawScaleBar(bar, { x: MARGIN + corner.x, y: row.top + corner.y }));
    }
    y += row.height + GAP;
  }
  if (bar && !corner) {
    // Spots fill the corners of the map, so the bar is drawn under the maps.
    parts.push(drawScaleBar(bar, { x: MARGIN, y }));
    y += bar.height + GAP;
  }
  const height = Math.ceil(y - GAP + MARGIN);
  return svgDocument('spotMap', { width, height }, title, parts);
}

/** A map, and how its spots are drawn. */
interface MarkedMap {
  readonly map: SpotValues | SpotCategories;
  readonly marks: SpotMarks;
}

function markedMaps({ maps, sharedScale = false }: SpotMapOptions): MarkedMap[] {
  const rangeOf = sharedScale ? sharedRanges(maps.filter((map) => 'values' in map)) : undefined;
  return maps.map((map) => ({ map, marks: spotMarks(map, 'values' in map ? rangeOf?.(map) : undefined) }));
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
  const { spots, image, imageScale = 1, imageOpacity = 0.6, opacity = image ? 0.9 : 1 } = options;
  const diameter = options.diameter ?? usualDiameter(spots);
  const embedded = image && embeddedPicture('spotMap', image);
  const extent = embedded && { width: embedded.width / imageScale, height: embedded.height / imageScale };
  const { left, top, right, bottom } = spotFrame(options, diameter, extent);
  const scale = width / (right - left);
  const box = extent && {
    x: round(-left * scale),
    y: round(-top * scale),
    width: round(extent.width * scale),
    height: round(extent.height * scale),
  };
  const drawn = embedded && box && drawPicture(embedded, box, imageOpacity);
  return {
    width,
    height: Math.round((bottom - top) * scale),
    scale,
    spots: Array.from(spots.x, (x, i) => ({
      cx: round((x - left) * scale),
      cy: round(((spots.y[i] ?? 0) - top) * scale),
    })),
    radius: round((diameter / 2) * scale),
    opacity,
    definitions: drawn?.definitions ?? '',
    picture: drawn?.picture ?? '',
  };
}

/** Defines the picture, which every map uses. */
function drawPicture(
  { href }: EmbeddedPicture,
  box: { x: number; y: number; width: number; height: number },
  opacity: number,
): { definitions: string; picture: string } {
  const at = `x="${box.x}" y="${box.y}" width="${box.width}" height="${box.height}"`;
  const id = `tissue-${checksum(`${href} ${at} ${opacity}`)}`;
  // A white veil makes the picture pale, because an opacity attribute would cost a renderer one layer per map. The positions of
  // spots are those of the stored pixels, so browsers must not turn the picture.
  const veil = opacity < 1 ? `<rect ${at} fill="#fff" fill-opacity="${round(1 - opacity)}"/>` : '';
  return {
    definitions: `<defs><g id="${id}"><image ${at} preserveAspectRatio="none" style="image-orientation:none" href="${href}"/>${veil}</g></defs>`,
    picture: `<use href="#${id}"/>\n`,
  };
}

function drawRow(
  maps: readonly MarkedMap[],
  tissue: Tissue,
  y: number,
): { parts: string[]; top: number; height: number } {
  const { width } = tissue;
  const heads = fitTexts(
    maps.map(({ map }) => map.title ?? ''),
    { width, size: 12, smallest: 9, weight: 600 },
  );
  const captions = fitTexts(
    maps.map(({ map }) => map.caption ?? ''),
    { width, size: 10.5, smallest: 9, weight: 400 },
  );
  const headHeight = largest(heads.map((head) => head.height));
  const captionHeight = largest(captions.map((caption) => caption.height));
  const top = y + (headHeight ? headHeight + 4 : 0);
  const barTop = captionHeight ? captionHeight + 6 : 0;
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
  { marks }: MarkedMap,
  tissue: Tissue,
  place: { x: number; headBottom: number; top: number; barTop: number },
  texts: { head: FittedText | undefined; caption: FittedText | undefined },
): { parts: string[]; barHeight: number } {
  const { width, height, spots, radius, opacity, picture } = tissue;
  const { x, headBottom, top, barTop } = place;
  const { head, caption } = texts;
  const middle = { x: x + width / 2, anchor: 'middle' } as const;
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

/** A hash (FNV-1a) that distinguishes pictures if several documents share one page. */
function checksum(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16);
}
