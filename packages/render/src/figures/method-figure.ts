import { panel } from '../plots/panel.js';
import { gridRows } from './grid-rows.js';
import { mapDisplay } from './map-display.js';
import { checkMethodFigure, type MethodFigureOptions } from './method-figure-options.js';
import { methodHeading } from './method-heading.js';

/**
 * Draws the maps of many methods for one picture: the picture, then one map per method, each with a heading. Maps are drawn as in the
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
 */
export function methodFigure(options: MethodFigureOptions): string {
  checkMethodFigure(options);
  const { title, image, caption, outline, outlineLabel, maps, cellSize } = options;
  const { columns = Math.min(5, maps.length + 1) } = options;
  const display = mapDisplay('methodFigure', options);
  const cells = [
    { image: display.picture(image), heading: 'picture', caption, outline },
    ...maps.map(({ method, map, caption: below }, i) => ({
      image: display.map(image, map),
      heading: methodHeading(`methodFigure: the method of maps[${i}]`, method),
      caption: below,
    })),
  ];
  const colorBars = [display.bar];
  const empty = Array.from({ length: columns }, () => '');
  return panel({ title, columns: empty, rows: gridRows(cells, columns), cellSize, outlineLabel, colorBars });
}
