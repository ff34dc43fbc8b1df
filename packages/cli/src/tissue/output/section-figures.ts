import { atSpots, geneCounts, meanAtSpots } from '@csm/datasets';
import { formatNumber, type SpotValues } from '@csm/render';
import { MAP_OVER_MEAN } from '../methods.js';
import { randomCorrelation, type SpotMaps } from '../spot-maps.js';
import type { DrawnFigure, FigureInput } from './figure-input.js';

/** The unit of maps. Only maps of complete methods, such as integrated gradients, sum to a difference of scores. */
const ATTRIBUTION = 'attribution to the concept score';

export function countsFigure({ replicate, counts, concepts, drawOnTissue }: FigureInput): DrawnFigure {
  const title = `Raw counts over the section, ${replicate}`;
  const ofGene = (gene: string, caption: string): SpotValues => ({
    title: gene,
    values: geneCounts(counts, gene),
    kind: 'counts',
    caption,
  });
  const markers = concepts.map(({ marker }) =>
    ofGene(marker.genes[0] ?? '', marker.genes.length > 1 ? `marker of ${marker.name}` : 'marker'),
  );
  const others = concepts
    .filter(({ shownAt }) => shownAt > 0)
    .map(({ marker, shown }) => ofGene(shown.gene, `second gene of the concept ${marker.name}`));
  const columns = concepts.length;
  return {
    name: 'counts',
    title,
    svg: drawOnTissue({ title, maps: [...markers, ...others], columns, cellSize: 400 }),
    caption:
      'Counts of each marker (top) and of the second gene of its concept (bottom), as they are in the file: not divided, not ' +
      'transformed. Rings are spots with a count of 0. Each map has its own colour scale.',
  };
}

export function tissueConcepts({ replicate, counts, concepts, drawOnTissue }: FigureInput): DrawnFigure {
  const title = `Concepts over the section, ${replicate}`;
  const maps: SpotValues[] = concepts.flatMap((concept): SpotValues[] => {
    const { marker, shown, shownAt, decodedAtSpots } = concept;
    return [
      { title: `${shown.gene}: counts`, values: geneCounts(counts, shown.gene), kind: 'counts' },
      {
        title: `${marker.name}: decoded concept`,
        values: decodedAtSpots,
        kind: 'magnitude',
        unit: 'decoder output, share of the largest count',
      },
      ...concept.maps.map(
        (of): SpotValues => ({
          title: `${shown.gene}: ${of.method.name}`,
          values: of.maps[shownAt]!,
          unit: ATTRIBUTION,
          caption: controlCaption(of, shownAt),
        }),
      ),
    ];
  });
  return {
    name: 'tissue',
    title,
    svg: drawOnTissue({ title, maps, columns: maps.length / concepts.length, cellSize: 380 }),
    caption:
      'One row per concept, at the positions of the spots on the histology (H&E): counts of the second gene of the concept, the ' +
      'decoded concept, and the map of this gene by each method. Red raises the concept score, blue lowers it; rings are zeros. ' +
      'The correlation under a map is its mean correlation with the maps of the same gene for random concept vectors.',
  };
}

const OVER_MEAN =
  ' The decoder map of the difference over the mean shows what the decoder draws for the concept minus all other genes, divided by the mean ' +
  'of all genes, so that spots with many counts are not brighter. It shows what the concept looks like, not what the encoder reads.';

export function meanMaps({ replicate, concepts, rasters, drawOnTissue }: FigureInput): DrawnFigure {
  const overMean = concepts.some(({ maps: each }) => each.some(({ method }) => method.key === MAP_OVER_MEAN));
  const title = `Means over the genes of each concept, ${replicate}`;
  const maps: SpotValues[] = concepts.flatMap(({ marker, found, maps: each }): SpotValues[] => [
    {
      title: `${marker.name}, ${found.genes.length} genes: mean counts`,
      values: meanAtSpots(found.genes.map(({ index }) => atSpots(rasters.images.pick(index), rasters.cells))),
      kind: 'magnitude',
      unit: 'share of the largest count of each gene',
    },
    ...each.map(
      (of): SpotValues => ({
        title: `${marker.name}, ${found.genes.length} genes: ${of.method.name}`,
        values: meanAtSpots(of.maps),
        unit: ATTRIBUTION,
      }),
    ),
  ]);
  return {
    name: 'mean-maps',
    title,
    svg: drawOnTissue({ title, maps, columns: maps.length / concepts.length, cellSize: 380 }),
    caption:
      'Left: the counts of all genes of the concept, each divided by its largest count, averaged; this needs no network. Right of it: ' +
      `the average of the maps of the same genes by each method.${overMean ? OVER_MEAN : ''}`,
  };
}

function controlCaption(maps: SpotMaps, gene: number): string {
  const r = randomCorrelation(maps, gene);
  return `correlation with the maps of ${maps.random.length} random concept vectors: ${formatNumber(r)}`;
}
