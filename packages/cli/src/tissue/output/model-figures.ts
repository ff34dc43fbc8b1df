import { cohensD, rocAuc } from '@csm/core/statistics';
import { histogramGrid, lossCurve, panel, renderImage } from '@csm/render';
import type { NdArray } from 'ndarray';
import type { DrawnFigure, FigureInput } from './figure-input.js';

export function scoreFigure({ replicate, concepts, rasters }: FigureInput): DrawnFigure {
  const title = `Concept scores of all ${rasters.genes.length.toLocaleString('en')} genes, ${replicate}`;
  const svg = histogramGrid({
    title,
    histograms: concepts.map(({ marker, found, scores }) => {
      const members = new Set(found.genes.map(({ index }) => index));
      const positives = scores.filter((_, row) => members.has(row));
      const negatives = scores.filter((_, row) => !members.has(row));
      return {
        title: marker.name,
        positives,
        negatives,
        auc: rocAuc(positives, negatives),
        cohensD: cohensD(positives, negatives),
      };
    }),
    columns: Math.min(3, concepts.length),
    bins: 40,
    groups: ['genes of the concept', 'all other genes'],
  });
  return {
    name: 'scores',
    title,
    svg,
    caption:
      'Concept score (dot product of the concept vector and the latent of the gene) of the genes of each concept, and of all other ' +
      'genes. The vector was made from these genes, so their high scores are not evidence for the concept.',
  };
}

export function reconstructionFigure({ replicate, reconstructions }: FigureInput): DrawnFigure {
  const title = `Inputs and reconstructions, ${replicate}`;
  const picture = (image: NdArray) => renderImage(image, { colorMap: 'viridis', range: [0, 1] });
  const svg = panel({
    title,
    columns: reconstructions.map(({ gene }) => gene),
    rows: [
      { label: 'input', cells: reconstructions.map(({ input }) => picture(input)) },
      { label: 'reconstruction', cells: reconstructions.map(({ output }) => picture(output)) },
    ],
    colorBars: [{ colorMap: 'viridis', range: [0, 1], label: 'share of the gene’s largest count' }],
  });
  return {
    name: 'reconstructions',
    title,
    svg,
    caption:
      'What the network keeps of a gene. Top: the picture of the gene, its counts divided by the largest one. Bottom: the decoder’s ' +
      'output for the mean latent of the gene.',
  };
}

export function lossFigure({ replicate, history }: FigureInput): DrawnFigure {
  const title = `Training on ${replicate}`;
  return {
    name: 'loss-curve',
    title,
    svg: lossCurve(history, {
      title,
      label: 'loss per pixel: cross-entropy (nats) + KL · weight',
      width: 640,
    }),
    caption:
      'Training loss, averaged over the batches of each epoch. As in the paper, all genes are used for training and there is no ' +
      'validation.',
  };
}
