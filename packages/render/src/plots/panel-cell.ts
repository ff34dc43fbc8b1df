import type { NdArray } from 'ndarray';
import { maskOutline } from '../pictures/outline.js';
import { pngDataUri } from '../pictures/png.js';
import { checkRgbaImage, type RgbaImage } from '../pictures/rgba-image.js';

/** A picture of a panel with what belongs to it. */
export interface PanelCell {
  readonly image: RgbaImage;
  /** Small print under the picture. */
  readonly caption?: string;
  /** ndarray [h, w] of 0 and 1 (a ground-truth mask), drawn as a thin line along pixel edges; the picture's size or a whole fraction of it. */
  readonly outline?: NdArray;
}

/** Throws unless the picture is well-formed and its outline's size fits it. */
export function checkCell({ image, outline }: PanelCell, where: string): void {
  checkRgbaImage('panel', image, `the image of ${where}`);
  if (!outline) return;
  const [height, width] = outline.shape as [number, number];
  const factor = image.width / width;
  if (!Number.isInteger(factor) || image.height !== factor * height)
    throw new RangeError(
      `panel: the outline of ${where} is ${height}×${width} and its image ${image.height}×${image.width} (height×width); ` +
        'expected the same size or a whole fraction of it',
    );
}

/** One picture of a panel as SVG, fitted into its box and centred there, with a hairline frame and its mask's outline. */
export function drawCell(
  cell: PanelCell,
  box: { x: number; y: number; width: number; height: number },
): string {
  const { image } = cell;
  const factor = Math.min(box.width / image.width, box.height / image.height);
  const width = Math.max(1, Math.round(image.width * factor));
  const height = Math.max(1, Math.round(image.height * factor));
  // Whole pixels: a renderer would smooth the edge of a picture that starts between two.
  const x = box.x + Math.floor((box.width - width) / 2);
  const y = box.y + Math.floor((box.height - height) / 2);
  const rendering = factor >= 1 ? ' image-rendering="pixelated"' : '';
  return [
    `<image x="${x}" y="${y}" width="${width}" height="${height}" preserveAspectRatio="none"${rendering} href="${pngDataUri(image)}"/>`,
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="none" stroke="#999" stroke-width="0.5"/>`,
    cell.outline ? drawOutline(cell.outline, { x, y, width }) : '',
  ]
    .filter(Boolean)
    .join('\n');
}

function drawOutline(mask: NdArray, at: { x: number; y: number; width: number }): string {
  const path = maskOutline(mask);
  if (!path) return '';
  const scale = at.width / mask.shape[1]!;
  // Dark on a light halo: visible on black hair, white walls and either end of a colour scale.
  const line = (color: string, pixels: number) =>
    `<path d="${path}" stroke="${color}" stroke-width="${(pixels / scale).toFixed(4)}"/>`;
  return `<g transform="translate(${at.x} ${at.y}) scale(${scale})" fill="none" stroke-linecap="square">${line('#fff', 1.75)}${line('#000', 0.75)}</g>`;
}
