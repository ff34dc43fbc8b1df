import type { NdArray } from 'ndarray';
import { panel } from '../plots/panel.js';
import type { PanelCell } from '../plots/panel-cell.js';
import { gridRows } from './grid-rows.js';
import { mapDisplay } from './map-display.js';
import { checkMethodFigure, hasControls, type MethodFigureOptions } from './method-figure-options.js';
import { methodHeading } from './method-heading.js';

/**
 * Draws the maps of many methods for one picture: the picture, then one map per method, each with a heading and with
 * the map of a control next to it, if there is one. Maps are drawn as in the
 * notebooks of the paper (`kind: 'minMax'`), or over the picture (`overlays`). The result is one self-contained SVG; `rasterize` of
 * `@csm/render/node` makes a PNG from it.
 *
 * @returns an SVG document.
 * @throws if there are no maps, or the picture or a map cannot be drawn.
 *
 * @example
 * methodFigure({
 *   title: 'Smiling',
 *   image: images.pick(0),
 *   maps: explanations.map(({ maps }, i) => ({ method: methods[i].description, map: maps.pick(0) })),
 * });
 * @category Figures
 */
export function methodFigure(options: MethodFigureOptions): string {
  checkMethodFigure(options);
  const { title, image, caption, outline, outlineLabel, reconstruction, maps, cellSize } = options;
  const { controlHeading = 'control' } = options;
  const paired = hasControls(options);
  const display = mapDisplay('methodFigure', options);
  const decoded = reconstruction && { image: display.picture(reconstruction), heading: 'reconstruction' };
  const controlOf = (control: NdArray | undefined): (PanelCell | null)[] => {
    if (!paired) return [];
    if (control === undefined) return [null];
    const heading = methodHeading('methodFigure: controlHeading', controlHeading);
    return [{ image: display.map(image, control), heading }];
  };
  const cells: (PanelCell | null)[] = [
    { image: display.picture(image), heading: 'picture', caption, outline },
    ...(decoded ? [decoded] : paired ? [null] : []),
    ...maps.flatMap(({ method, map, control, caption: below }, i) => [
      {
        image: display.map(image, map),
        heading: methodHeading(`methodFigure: the method of maps[${i}]`, method),
        caption: below,
      },
      ...controlOf(control),
    ]),
  ];
  const { columns = Math.min(paired ? 8 : 5, cells.length) } = options;
  const colorBars = [display.bar];
  const empty = Array.from({ length: columns }, () => '');
  return panel({ title, columns: empty, rows: gridRows(cells, columns), cellSize, outlineLabel, colorBars });
}
