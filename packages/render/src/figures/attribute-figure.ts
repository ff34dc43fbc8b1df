import { panel } from '../plots/panel.js';
import { type AttributeFigureOptions, checkAttributeFigure } from './attribute-figure-options.js';
import { mapDisplay } from './map-display.js';
import { methodHeading } from './method-heading.js';

/**
 * Draws the figure of faces of the paper: one row per attribute, with a map of each method next to the picture. Maps are drawn as in the
 * notebooks (`kind: 'minMax'`: viridis from the smallest to the largest value of the clipped map), or over their picture
 * (`overlays`). The result is one self-contained SVG; `rasterize` of `@csm/render/node` makes a PNG from it.
 *
 * @returns an SVG document.
 * @throws if there are no methods or rows, a row has more or fewer maps than there are methods, or a picture or map cannot be drawn.
 *
 * @example
 * const methods = [paperMethods.guidedbp(), paperMethods.rectgrad({ percentile: 95 })];
 * attributeFigure({
 *   methods: methods.map(({ description, name }) => description ?? name),
 *   rows: attributes.map((title, i) => ({ title, image: images.pick(i), maps: [guided[i].pick(0), rectified[i].pick(0)] })),
 * });
 * @category Figures
 */
export function attributeFigure(options: AttributeFigureOptions): string {
  checkAttributeFigure(options);
  const { title, methods, rows, outlineLabel, cellSize } = options;
  const display = mapDisplay('attributeFigure', options);
  return panel({
    title,
    columns: [
      ...methods.map((method, i) => methodHeading(`attributeFigure: methods[${i}]`, method)),
      'picture',
    ],
    rows: rows.map(({ title: label, image, maps, caption, captions = [], outline }) => ({
      label,
      cells: [
        ...maps.map((map, i) => ({ image: display.map(image, map), caption: captions[i] })),
        { image: display.picture(image), caption, outline },
      ],
    })),
    cellSize,
    outlineLabel,
    colorBars: [display.bar],
  });
}
