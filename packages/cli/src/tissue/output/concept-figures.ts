import { geneCounts } from '@csm/datasets';
import { tissueFigure } from '@csm/render';
import ndarray, { type NdArray } from 'ndarray';
import type { ConceptResult } from '../analysis.js';
import { randomCorrelation } from '../spot-maps.js';
import type { DrawnFigure, FigureInput } from './figure-input.js';

export function paperFigure(input: FigureInput): DrawnFigure {
  const { replicate, concepts } = input;
  const { method } = concepts[0]!.maps[0]!;
  const title = `Concepts of marker genes, ${replicate}: ${method.name}`;
  const svg = tissueFigure({
    title,
    concepts: concepts.map((concept) => ({
      ...conceptColumn(input, concept),
      maps: [{ method: method.name, map: concept.maps[0]!.rasters.pick(concept.shownAt) }],
    })),
    ...unitOfCounts(input),
  });
  return {
    name: 'figure',
    title,
    svg,
    caption:
      'The figure of the paper. Each column is a concept: the mean latent of the genes that are nearest to its marker. Top: the ' +
      'concept vector, decoded. Middle: the counts of the second gene of the concept (the first is the marker), drawn on the ' +
      `grid of the array. Bottom: the concept saliency map of this gene by ${method.name}.`,
  };
}

export function controlFigure(input: FigureInput): DrawnFigure {
  const { replicate, concepts } = input;
  const vectors = concepts[0]!.maps[0]!.random.length;
  const title = `Maps of the concepts and of random concept vectors, ${replicate}`;
  const svg = tissueFigure({
    title,
    concepts: concepts.map((concept) => ({
      ...conceptColumn(input, concept),
      decoded: undefined,
      maps: concept.maps.map((maps) => ({
        method: maps.method.name,
        map: maps.rasters.pick(concept.shownAt),
        kind: 'signed',
        random: {
          map: maps.randomRasters[0]!.pick(concept.shownAt),
          correlation: randomCorrelation(maps, concept.shownAt),
          vectors,
        },
      })),
    })),
    ...unitOfCounts(input),
  });
  return {
    name: 'controls',
    title,
    svg,
    caption:
      `The same genes, with 0 in white. Under the map of each method, the map of the same gene for the first of ${vectors} random concept vectors ` +
      'of the same length. The number under it is the mean correlation, over the spots, of the concept’s map with the maps of all ' +
      `${vectors} random vectors. Near 1, the map shows the gene and the network, not the concept; near 0, it depends on the concept.`,
  };
}

function conceptColumn(input: FigureInput, { marker, shown, decoded, found }: ConceptResult) {
  return {
    marker: marker.name,
    caption: `${found.genes.length} genes`,
    decoded,
    gene: shown.gene,
    counts: countRaster(input, shown.gene),
  };
}

/** Counts on the grid; where spots share a cell, their mean. */
function countRaster({ counts, rasters }: FigureInput, gene: string): NdArray {
  const [, height = 0, width = 0] = rasters.images.shape;
  const sums = new Float64Array(height * width);
  const spots = new Float64Array(height * width);
  geneCounts(counts, gene).forEach((count, spot) => {
    const cell = rasters.cells[spot]!;
    if (cell < 0) return;
    sums[cell]! += count;
    spots[cell]! += 1;
  });
  return ndarray(
    sums.map((sum, cell) => (spots[cell] ? sum / spots[cell]! : 0)),
    [height, width],
  );
}

function unitOfCounts({ rasters }: FigureInput): { countsUnit?: string } {
  return rasters.collisions.length > 0 ? { countsUnit: 'mean counts of the spots in a cell' } : {};
}
