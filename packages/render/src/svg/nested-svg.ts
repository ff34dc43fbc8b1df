import { invalidArgument, shown } from '@csm/base';
import { round } from './round.js';

/** The start tag of a document of `svgDocument`: its size, and the rest of its attributes. */
const START = /^<svg ([^>]*?)width="([\d.]+)" height="([\d.]+)"/;

/** @throws unless it is an SVG document that was drawn by this package. @returns its size. */
export function svgSize(caller: string, name: string, svg: string): { width: number; height: number } {
  const [, , width, height] = (typeof svg === 'string' && START.exec(svg)) || [];
  if (width !== undefined && height !== undefined) return { width: Number(width), height: Number(height) };
  throw invalidArgument(
    `${caller}: ${name} must be an SVG document of this package, such as that of spotMap; got ${shown(svg)}.`,
  );
}

/**
 * A document of this package as a part of another one, with its top left at (x, y), reduced to the given width if it is wider.
 * @returns SVG, and the size of the part.
 */
export function nestedSvg(
  svg: string,
  at: { readonly x: number; readonly y: number; readonly width: number },
): { svg: string; width: number; height: number } {
  const size = svgSize('nestedSvg', 'svg', svg);
  const factor = Math.min(1, at.width / size.width);
  const [width, height] = [round(size.width * factor), round(size.height * factor)];
  const start = `<svg $1x="${round(at.x)}" y="${round(at.y)}" width="${width}" height="${height}"`;
  return { svg: svg.trimEnd().replace(START, start), width, height: Math.ceil(height) };
}
