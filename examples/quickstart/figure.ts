import { panel, renderImage, renderMap } from '@csm/render';
import { rasterize, writePng, writeSvg } from '@csm/render/node';
import type { Faces } from '../../support/drawn-faces/faces.js';
import type { ExampleFace } from './evaluate.js';

/**
 * Draws one row per concept: the face with its true mask outlined, then the map of each method. Writes `panel.png` and
 * `panel.svg`.
 */
export async function drawPanel(folder: string, { heldOut }: Faces, examples: readonly ExampleFace[]) {
  const methods = Object.keys(examples[0]!.maps);
  const svg = panel({
    title: 'Concept saliency maps of faces that the model never saw',
    colorBars: [
      { range: [-1, 1], label: 'saliency, in units of each map’s display limit; red raises the score' },
    ],
    outlineLabel: 'what carries the concept',
    columns: ['face', ...methods],
    rows: examples.map(({ concept, face, maps, doubted }) => {
      const image = heldOut.images.pick(face);
      const outline = heldOut.mask(face, concept);
      return {
        label: concept.replaceAll('_', ' '),
        cells: [
          { image: renderImage(image), outline },
          ...methods.map((method) => ({
            image: renderMap(maps[method]!.pick(0)),
            ...(doubted.includes(method) && { caption: 'not what the encoder reads' }),
          })),
        ],
      };
    }),
  });
  await writeSvg(`${folder}/panel.svg`, svg);
  await writePng(`${folder}/panel.png`, await rasterize(svg));
}
