import { conceptCosines } from '@csm/core/statistics';
import type { EpochResult } from '@csm/models';
import { histogramGrid, lossCurve, matrixMap, panel, renderImage, renderMap } from '@csm/render';
import { rasterize, writePng, writeSvg } from '@csm/render/node';
import type { Faces } from '../../../support/labelled-faces/faces.js';
import type { ConceptInContext } from '../concepts/concepts.js';
import type { Separability } from '../concepts/separability.js';
import { asNdarray } from '../maps/pictures.js';
import type { ShownFace } from '../maps/shown-face.js';

/** Writes a figure as SVG, and as PNG of twice the size for screens and print. */
async function write(file: string, svg: string): Promise<void> {
  await writeSvg(`${file}.svg`, svg);
  await writePng(`${file}.png`, await rasterize(svg));
}

const minus = (text: string) => text.replace('-', '−');
const words = (name: string) => name.replaceAll('_', ' ');

export async function drawLossCurve(file: string, { title }: Faces, history: readonly EpochResult[]) {
  const label = 'mean cross-entropy per pixel + KL term, nats';
  await write(file, lossCurve(history, { title: `Training on ${title}`, label }));
}

/** Draws the cosines of all pairs of concept vectors. */
export async function drawEntanglement(
  file: string,
  { title }: Faces,
  concepts: readonly ConceptInContext[],
) {
  const names = concepts.map(({ definition }) => words(definition.name));
  const values = conceptCosines(concepts.map(({ mean }) => mean));
  const label = 'cosine of two concept vectors';
  const cellSize = names.length > 20 ? 14 : 28;
  await write(
    file,
    matrixMap({ title: `Entangled concepts, ${title}`, values, rows: names, label, cellSize }),
  );
}

/** Draws one histogram per concept, four per row: 10 × 4 for CelebA. */
export async function drawHistograms(file: string, { title }: Faces, all: readonly Separability[]) {
  const svg = histogramGrid({
    title: `Concept scores of held-out pictures, ${title}`,
    histograms: all.map(({ name, positives, negatives, auc, cohensD }) => ({
      title: words(name),
      positives,
      negatives,
      caption: `AUC ${auc.toFixed(2)}, d ${minus(cohensD.toFixed(2))}`,
    })),
    // The paper's 40 bins, or fewer if there are so few pictures that most bins would hold at most one.
    bins: all.some(({ positives }) => positives.length > 500) ? 40 : 20,
  });
  await write(file, svg);
}

/** Draws one row per concept: a held-out picture with a high score, then each method's map and the map of a random vector. */
export async function drawPanel(file: string, faces: Faces, shown: readonly ShownFace[]) {
  const svg = panel({
    title: `Concept saliency maps of held-out pictures, ${faces.title}`,
    columns: ['picture', ...shown[0]!.methods.flatMap(({ name }) => [name, 'the same for a random concept'])],
    rows: shown.map((face) => ({
      label: words(face.name),
      cells: [
        {
          image: renderImage(asNdarray(face.image)),
          caption: `score ${minus(face.score.toFixed(1))}, rank ${face.rank} of ${face.outOf}`,
          ...outline(faces, face),
        },
        ...face.methods.flatMap(({ map, control }) => [
          { image: renderMap(asNdarray(map)) },
          { image: renderMap(asNdarray(control)) },
        ]),
      ],
    })),
    colorBars: [
      { range: [-1, 1], label: 'saliency, in units of each map’s display limit; red raises the score' },
    ],
  });
  await write(file, svg);
}

/**
 * Draws one row per concept: the picture, D(z + α v) over α, the change from the first to the last α, and the map of the first
 * method.
 */
export async function drawTraversal(
  file: string,
  faces: Faces,
  shown: readonly ShownFace[],
  alphas: readonly number[],
) {
  const method = shown[0]!.methods[0]!.name;
  const svg = panel({
    title: `Latent traversal D(z + α v), ${faces.title}`,
    columns: [
      'picture',
      ...alphas.map((alpha) => `α = ${minus(String(alpha))}`),
      'change from first to last',
      `map: ${method}`,
    ],
    rows: shown.map((face) => {
      const { map, correlation } = face.methods[0]!;
      return {
        label: words(face.name),
        cells: [
          { image: renderImage(asNdarray(face.image)), ...outline(faces, face) },
          ...face.traversal.map((picture) => ({ image: renderImage(asNdarray(picture)) })),
          { image: renderMap(asNdarray(face.change)) },
          {
            image: renderMap(asNdarray(map)),
            caption: correlation === undefined ? '' : `correlation ${minus(correlation.toFixed(2))}`,
          },
        ],
      };
    }),
    colorBars: [
      {
        range: [-1, 1],
        label: 'change: red brighter; map: red raises the score; each in units of its display limit',
      },
    ],
  });
  await write(file, svg);
}

function outline(faces: Faces, { name, id }: ShownFace) {
  const region = faces.regions.get(name);
  return region?.among([id]).length ? { outline: region.mask(id) } : {};
}
