import { panel, renderImage, renderMap } from '@csm/render';
import { rasterize, writePng } from '@csm/render/node';
import ndarray, { type NdArray } from 'ndarray';
import { average } from '../../../support/average.js';
import type { GroundResult } from '../measures/ground-result.js';
import type { PlainArray, ShownMaps } from '../measures/shown-maps.js';
import { beyondBySeed, methodNames } from '../measures/summary.js';
import { type GroundName, groundNames } from '../settings.js';
import { dotPlot } from './dot-plot.js';

const axes: Readonly<Record<'pictures' | 'tissue', string>> = {
  pictures: 'share of |map| in the mask over area share, concept minus permuted labels',
  tissue: 'ROC AUC of single genes’ maps for the layer, concept minus permuted labels',
};

/** Draws one dot plot per ground, `evidence-<ground>.png`: by how much each method exceeds random vectors. */
export async function drawDotPlots(
  folder: string,
  choice: readonly GroundResult[],
  report: readonly GroundResult[],
  bold: readonly string[],
): Promise<void> {
  for (const ground of groundNames) {
    const own = [...report, ...choice].filter((one) => one.ground === ground);
    if (own.length === 0) continue;
    const names = methodNames(report.some((one) => one.ground === ground) ? report : choice);
    const rows = names.map((label) => ({
      label,
      bold: bold.includes(label),
      choice: beyondBySeed(choice, ground, label, 'permuted'),
      report: beyondBySeed(report, ground, label, 'permuted'),
      ticks: beyondBySeed(report, ground, label, 'isotropic'),
    }));
    const place = ({ report, choice }: (typeof rows)[number]) => average(report.length > 0 ? report : choice);
    const svg = dotPlot({
      title: `${ground}: localisation by the concept minus that by random vectors`,
      legend:
        'Dots: concept − permuted labels, one per seed (filled: report, open: choice). Ticks: concept − isotropic directions. Bold: new maps.',
      axis: axes[own[0]!.tissue ? 'tissue' : 'pictures'],
      rows: rows.sort((a, b) => place(b) - place(a)),
    });
    await writePng(`${folder}/evidence-${ground}.png`, await rasterize(svg));
  }
}

/**
 * Draws one input per ground with the maps of the best method, the reference and the worst method, each next to the map of
 * permuted labels.
 */
export async function drawPanel(file: string, shown: readonly ShownMaps[]): Promise<void> {
  const svg = panel({
    title: 'One input per ground: maps of the concept, and of a vector of permuted labels',
    columns: [
      'input',
      ...['best', 'integrated gradients from zeros', 'worst'].flatMap((name) => [name, 'permuted labels']),
    ],
    rows: shown.map(({ ground, concept, input, mask, maps }) => ({
      label: `${ground}: ${concept.replaceAll('_', ' ')}`,
      cells: [
        { image: renderImage(asNdarray(input)), outline: asMask(mask) },
        ...maps.flatMap(({ method, own, permuted }) => [
          { image: renderMap(asNdarray(own)), caption: method },
          { image: renderMap(asNdarray(permuted)) },
        ]),
      ],
    })),
    cellSize: 128,
    outlineLabel: 'true region of the concept',
    colorBars: [
      { range: [-1, 1], label: 'saliency, in units of each map’s display limit; red raises the score' },
    ],
  });
  await writePng(file, await rasterize(svg));
}

const asNdarray = ({ shape, data }: PlainArray): NdArray<Float32Array> =>
  ndarray(Float32Array.from(data), [...shape]);
const asMask = ({ shape, data }: PlainArray): NdArray<Uint8Array> =>
  ndarray(Uint8Array.from(data), [...shape]);

/** The methods of a ground with the largest and the smallest mean difference from permuted labels. */
export function extremes(
  results: readonly GroundResult[],
  ground: GroundName,
): { readonly best: string; readonly worst: string } {
  const ranked = methodNames(results.filter((one) => one.ground === ground))
    .map((name) => ({ name, beyond: average(beyondBySeed(results, ground, name, 'permuted')) }))
    .sort((a, b) => b.beyond - a.beyond);
  return { best: ranked[0]!.name, worst: ranked.at(-1)!.name };
}
