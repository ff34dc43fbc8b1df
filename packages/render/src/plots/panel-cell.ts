import { checkNdarray, checkOptions, invalidArgument } from '@csm/base';
import type { NdArray } from 'ndarray';
import { maskOutline } from '../pictures/mask-outline.js';
import { pngDataUri } from '../pictures/png.js';
import { checkRgbaImage, type RgbaImage } from '../pictures/rgba-image.js';
import { checkedHeading, type PanelHeading } from './panel-heading.js';

/** A picture of a panel, with its caption and outline. */
export interface PanelCell {
  readonly image: RgbaImage;
  /** Heading above the picture: a text, or a label with details below it. */
  readonly heading?: string | PanelHeading | undefined;
  /** Small text under the picture. */
  readonly caption?: string | undefined;
  /**
   * A mask, ndarray `[h, w]` of 0 and 1, such as the ground truth: its outline is drawn as a thin line along pixel
   * edges. Its size must be the picture's size divided by an integer.
   */
  readonly outline?: NdArray | undefined;
}

/**
 * @throws unless the picture is well-formed and the size of its outline is the picture's size divided by an
 * integer.
 */
export function checkCell(cell: PanelCell, where: string): void {
  checkOptions(`panel: the cell of ${where}`, cell, {
    ...{ image: true, heading: true, caption: true, outline: true },
  });
  checkedHeading(`panel: the heading of ${where}`, cell.heading);
  const { image, outline } = cell;
  checkRgbaImage('panel', image, `the image of ${where}`);
  if (!outline) return;
  checkNdarray(`panel: the outline of ${where}`, outline);
  const [height = 0, width = 0] = outline.shape;
  const factor = image.width / width;
  if (Number.isInteger(factor) && image.height === factor * height) return;
  throw invalidArgument(
    `panel: the outline of ${where} must have the size of its image or a whole fraction of it; got ${height}×${width} ` +
      `and ${image.height}×${image.width} (height×width).`,
  );
}

/** Draws one picture of a panel as SVG, fitted into its box and centred, with a hairline frame and the outline of its mask. */
export function drawCell(
  cell: PanelCell,
  box: { x: number; y: number; width: number; height: number },
): string {
  const { image } = cell;
  const factor = Math.min(box.width / image.width, box.height / image.height);
  const width = Math.max(1, Math.round(image.width * factor));
  const height = Math.max(1, Math.round(image.height * factor));
  // The picture starts at whole pixels, because a renderer smooths the edge of a picture that starts between two
  // pixels.
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
  const [, columns = 1] = mask.shape;
  const scale = at.width / columns;
  return `<g transform="translate(${at.x} ${at.y}) scale(${scale})" fill="none" stroke-linecap="square">${outlineOf(path, scale)}</g>`;
}

/** A dark line with a light halo, which is visible on black hair, white walls and both ends of a colour scale. */
function outlineOf(path: string, scale: number): string {
  const line = (color: string, pixels: number) =>
    `<path d="${path}" stroke="${color}" stroke-width="${(pixels / scale).toFixed(4)}"/>`;
  return line('#fff', 1.75) + line('#000', 0.75);
}

/** Whether a cell has an outline that is drawn: one of an empty mask is not. */
export const hasOutline = (cell: PanelCell | null): boolean =>
  cell?.outline !== undefined && maskOutline(cell.outline) !== '';

/** The sample of outlines in a legend, with its top left at (x, y). */
export const outlineSample = (x: number, y: number): string =>
  `<rect x="${x}" y="${y}" width="12" height="12" fill="#bbb"/><g fill="none" stroke-linecap="square">${outlineOf(`M${x + 2.5} ${y + 2.5}h7v7h-7z`, 1)}</g>`;
