import { meanOfRows, rows } from '@csm/base';
import { traverseLatent } from '@csm/models';
import { formatNumber, panel, type ReportBlock, type ReportSection, renderImage } from '@csm/render';
import ndarray from 'ndarray';
import { methodByName } from '../methods/method-by-name.js';
import type { MethodData } from '../methods/method-data.js';
import { conceptMaps, type MethodMaps } from './concept-maps.js';
import { mapsFigure } from './maps-figure.js';
import type { Coordinate } from './report-concept.js';
import type { ReportContext } from './report-context.js';

/** Where the decoder draws a coordinate, in standard deviations from its mean. */
const DEVIATIONS = [-2, -1, 0, 1, 2];

export interface CoordinateResult {
  readonly section: ReportSection;
  readonly warnings: readonly string[];
}

/** The section of a coordinate: maps of the inputs in which it is largest and smallest, and what the decoder draws for it. */
export async function coordinateSection(
  context: ReportContext,
  coordinate: Coordinate,
  shared: MethodData,
): Promise<CoordinateResult> {
  const { inputs, latents, methods, settings, limit } = context;
  const { vector, index, standardDeviation, share } = coordinate;
  const byValue = [...inputs.ids.keys()].sort((a, b) => latents.get(b, index) - latents.get(a, index));
  const half = Math.max(1, Math.min(Math.ceil(limit / 2), Math.floor(byValue.length / 2)));
  const [largest, smallest] = [byValue.slice(0, half), byValue.slice(half).slice(-half)];
  const drawn = [...largest, ...smallest].map((row) => ({
    id: inputs.ids[row] ?? '',
    score: latents.get(row, index),
    group: largest.includes(row) ? 'largest' : 'smallest',
  }));
  const ids = drawn.map(({ id }) => id);
  const values = await inputs.read(ids);
  const maps: MethodMaps[] = [];
  for (const method of methods) {
    const explainer = methodByName(method, settings, shared);
    maps.push(await conceptMaps(context, vector, { ids, values }, { method, explainer }));
  }
  const decoded = await decodedBlocks(context, coordinate);
  return {
    warnings: maps.flatMap(({ method, warnings }) =>
      warnings.map((each) => `${vector.name}, ${method}: ${each}`),
    ),
    section: {
      heading: `Latent coordinate ${index}`,
      blocks: [
        {
          kind: 'text',
          text: `Standard deviation ${formatNumber(standardDeviation)} over the inputs; ${Math.round(100 * share)} % of the variance of all coordinates.`,
        },
        {
          kind: 'figure',
          source: mapsFigure(context, `Latent coordinate ${index}`, drawn, values, maps),
          alt: `Inputs with the largest and the smallest values of latent coordinate ${index}, each next to its map`,
          caption:
            'Red raises the coordinate, blue lowers it. If the inputs with the largest values share something that those with the smallest ' +
            'values lack, give examples of it, and make a concept of them.',
        },
        ...decoded,
      ],
    },
  };
}

async function decodedBlocks(
  { model, latents, run }: ReportContext,
  { vector, index, standardDeviation }: Coordinate,
): Promise<ReportBlock[]> {
  const { decoder, encoder } = model;
  if (!decoder || encoder.inputShape.length !== 3) return [];
  const [n = 1, size = 0] = latents.shape;
  const mean = Float32Array.from(meanOfRows(rows(latents), n));
  const steps = DEVIATIONS.map((deviations) => deviations * standardDeviation);
  const pictures = await traverseLatent(decoder, ndarray(mean, [1, size]), vector, steps, {
    signal: run.signal,
  });
  const { layout } = encoder;
  return [
    {
      kind: 'figure',
      source: panel({
        columns: DEVIATIONS.map((each) =>
          each === 0 ? 'mean' : `${each > 0 ? '+' : '−'}${Math.abs(each)} s.d.`,
        ),
        rows: [
          { cells: DEVIATIONS.map((_, i) => renderImage(pictures.pick(0, i), { layout, range: [0, 1] })) },
        ],
      }),
      alt: `What the decoder draws if latent coordinate ${index} is small, average and large`,
      caption: `What the decoder draws for the mean latent if coordinate ${index} is changed by the stated number of standard deviations.`,
    },
  ];
}
