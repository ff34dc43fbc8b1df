import { formatNumber, type PanelHeading, renderImage } from '@csm/render';
import { rasterize, writePng, writeSvg } from '@csm/render/node';
import { asNdarray } from '../maps/pictures.js';
import type { ShownFace } from '../maps/shown-face.js';
import type { ShownMap } from '../maps/shown-map.js';

/** Writes a figure as SVG, and as PNG of twice the size for screens and print. */
export async function writeFigure(file: string, svg: string): Promise<void> {
  await writeSvg(`${file}.svg`, svg);
  await writePng(`${file}.png`, await rasterize(svg));
}

/** An attribute's name in words. */
export const words = (name: string) => name.replaceAll('_', ' ');

/** The heading of a column of controls. */
export const CONTROL = { label: 'random vector', detail: 'same method, equal norm' } as const;

/** A method's name, with its settings below. */
export function heading({ name, description }: Pick<ShownMap, 'name' | 'description'>): PanelHeading {
  const [base = name] = name.split(',');
  const [, inBrackets] = /^[^(]*\((.*)\) of /.exec(description) ?? [];
  const rest = description.startsWith(base)
    ? description.slice(base.length).replace(/^,? /, '')
    : (inBrackets ?? description);
  return rest === '' ? { label: name } : { label: name, detail: rest };
}

/** A shown picture with the label of its row. */
export type LabelledFace = ShownFace & {
  /** The concept and, unless it separates the scored pictures, that it does not. */
  readonly label: string;
};

/** The shown picture with the place of its score. */
export function pictureCell(face: ShownFace) {
  // Three digits, so that the caption is one line.
  const score = formatNumber(face.score, Math.abs(face.score) >= 99.95 ? 0 : 1);
  const caption = `score ${score}, rank ${face.rank} of ${face.outOf}`;
  return { image: renderImage(asNdarray(face.image)), caption };
}
