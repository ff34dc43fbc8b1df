import {
  checkCount,
  checkList,
  checkNdarray,
  checkOptions,
  checkShape,
  type ImageLayout,
  invalidArgument,
} from '@csm/base';
import type { NdArray } from 'ndarray';
import type { ColorMap, ColorMapName } from '../colour/color-map.js';
import { renderImage } from '../pictures/render-image.js';
import { panel } from '../plots/panel.js';

/** Options of {@link reconstructionFigure}. */
export interface ReconstructionFigureOptions {
  readonly title?: string | undefined;
  /** Pictures `[n, h, w, c]`, or `[n, c, h, w]` with `{ layout: 'channelsFirst' }`. */
  readonly inputs: NdArray;
  /** The decoded latents of the inputs, in the same shape. */
  readonly reconstructions: NdArray;
  /** Texts under the reconstructions, one per picture, such as their errors. */
  readonly captions?: readonly string[] | undefined;
  /** Pictures per row. Default: at most 8. */
  readonly columns?: number | undefined;
  /** The values that are drawn as black and as full intensity, as for `renderImage`. Default [0, 1]. */
  readonly range?: readonly [low: number, high: number] | undefined;
  /** Colour map of pictures with one channel. Default: greyscale. */
  readonly colorMap?: ColorMapName | ColorMap | undefined;
  /** Order of the axes. Default: channels last; shapes that look like channels first are rejected. */
  readonly layout?: ImageLayout | undefined;
  /** Width of a picture in pixels, as for `panel`. */
  readonly cellSize?: number | undefined;
}

/**
 * Draws pictures above their reconstructions by a VAE. Details that the reconstructions lose cannot be part of a concept. The result is one
 * self-contained SVG; `rasterize` of `@csm/render/node` makes a PNG from it.
 *
 * @returns an SVG document.
 * @throws if the shapes differ, there are no pictures, or a picture cannot be drawn.
 *
 * @example
 * const latents = await encode(layersEncoder(vae.encoder), images);
 * reconstructionFigure({ inputs: images, reconstructions: await decode(vae.decoder, latents) });
 * @category Figures
 */
export function reconstructionFigure(options: ReconstructionFigureOptions): string {
  const caller = 'reconstructionFigure';
  checkOptions(caller, options, {
    ...{ title: true, inputs: true, reconstructions: true, captions: true, columns: true },
    ...{ range: true, colorMap: true, layout: true, cellSize: true },
  });
  const { title, inputs, reconstructions, captions, range, colorMap, layout, cellSize } = options;
  checkNdarray(`${caller}, inputs`, inputs);
  checkNdarray(`${caller}, reconstructions`, reconstructions);
  checkShape(caller, 'reconstructions', reconstructions.shape, inputs.shape);
  const [count = 0] = inputs.shape;
  if (count === 0) throw invalidArgument(`${caller}: inputs must have at least one picture; got none.`);
  const { columns = Math.min(8, count) } = options;
  checkCount(caller, 'columns', columns);
  if (captions !== undefined) checkCaptions(caller, captions, count);
  const draw = (pictures: NdArray, i: number) =>
    i < count ? renderImage(pictures.pick(i), { range, colorMap, layout }) : undefined;
  const rows = Array.from({ length: Math.ceil(count / columns) }, (_, block) => {
    const shown = Array.from({ length: columns }, (_, c) => block * columns + c);
    const cellsOf = (pictures: NdArray, texts: readonly string[]) =>
      shown.map((i) => {
        const image = draw(pictures, i);
        return image ? { image, caption: texts[i] } : null;
      });
    return [
      { label: 'input', cells: cellsOf(inputs, []) },
      { label: 'reconstruction', cells: cellsOf(reconstructions, captions ?? []) },
    ];
  });
  return panel({ title, columns: Array.from({ length: columns }, () => ''), rows: rows.flat(), cellSize });
}

function checkCaptions(caller: string, captions: readonly string[], count: number): void {
  checkList(caller, 'captions', captions);
  if (captions.length === count) return;
  throw invalidArgument(
    `${caller}: captions must have one string per picture, ${count}; got ${captions.length}.`,
  );
}
