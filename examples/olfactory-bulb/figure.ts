import { panel, renderImage, renderMap } from '@csm/render';
import { rasterize, writePng, writeSvg } from '@csm/render/node';
import type { NdArray } from 'ndarray';

/** A row of the paper's figure. Pictures are `[32, 32, 1]`. */
export interface FigureRow {
  readonly marker: string;
  readonly decoded: NdArray;
  readonly counts: NdArray;
  readonly map: NdArray;
  /** The same map for a random concept vector of equal norm. */
  readonly control: NdArray;
  /** Mean correlation of the map with the maps of random concept vectors. */
  readonly controlCorrelation: number;
}

/** Draws the paper's figure, with the map of a random concept vector next to each map. Writes `figure.png` and `figure.svg`. */
export async function drawFigure(folder: string, rows: readonly FigureRow[]): Promise<void> {
  const svg = panel({
    title: 'Mouse olfactory bulb: concepts of three marker genes',
    columns: [
      'decoded concept',
      'a gene of the concept (counts)',
      'its concept saliency map',
      'control: map for a random concept',
    ],
    rows: rows.map(({ marker, decoded, counts, map, control, controlCorrelation }) => ({
      label: marker,
      cells: [
        { image: renderImage(decoded, { colorMap: 'viridis', range: [0, maximum(decoded)] }) },
        { image: renderImage(counts, { colorMap: 'viridis', range: [0, 1] }), caption: marker },
        { image: renderMap(map) },
        { image: renderMap(control), caption: `correlation ${controlCorrelation.toFixed(2)}` },
      ],
    })),
  });
  await writeSvg(`${folder}/figure.svg`, svg);
  await writePng(`${folder}/figure.png`, await rasterize(svg));
}

function maximum(image: NdArray): number {
  let most = 0;
  for (let i = 0; i < image.shape[0]!; i++) {
    for (let j = 0; j < image.shape[1]!; j++) most = Math.max(most, image.get(i, j, 0) as number);
  }
  return most;
}
