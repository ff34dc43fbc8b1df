import type { EpochResult } from '@csm/models';
import { histogramGrid, lossCurve, matrixMap, reconstructionFigure, traversalFigure } from '@csm/render';
import type { NdArray } from 'ndarray';
import type { MadeConcept } from '../concepts/concepts.js';
import type { HeldOutScores } from '../concepts/held-out-scores.js';
import type { Faces } from '../data/faces.js';
import { words, writeFigure } from './figure-file.js';

export async function drawLossCurve(file: string, { title }: Faces, history: readonly EpochResult[]) {
  const label = 'mean cross-entropy per pixel + KL term, nats';
  await writeFigure(file, lossCurve(history, { title: `Training on ${title}`, label }));
}

/** Draws the cosines of all pairs of concept vectors, hatched where one of the two does not separate. */
export async function drawEntanglement(
  file: string,
  { title, scored }: Faces,
  concepts: readonly MadeConcept[],
  values: NdArray<Float64Array>,
) {
  const names = concepts.map(({ definition }) => words(definition.name));
  await writeFigure(
    file,
    matrixMap({
      title: `Entangled concepts, ${title}`,
      values,
      rows: names,
      label: 'cosine of two concept vectors',
      unknownLabel: `not known: one of the two is not shown to separate ${scored}`,
      cellSize: names.length > 20 ? 14 : 28,
    }),
  );
}

/** Draws one histogram per concept, four per row: 10 × 4 for CelebA. */
export async function drawHistograms(
  file: string,
  { title, scored }: Faces,
  concepts: readonly MadeConcept[],
  scores: readonly HeldOutScores[],
) {
  const histograms = concepts.flatMap(({ definition }, i) => {
    const { positives, negatives, separability } = scores[i]!;
    if (positives.length === 0 || negatives.length === 0) return [];
    return [
      {
        title: words(definition.name),
        positives,
        negatives,
        ...(separability && { auc: separability.auc }),
        ...(separability && Number.isFinite(separability.cohensD) && { cohensD: separability.cohensD }),
      },
    ];
  });
  if (histograms.length === 0) return;
  const svg = histogramGrid({
    title: `Concept scores of ${scored}, ${title}`,
    histograms,
    // As in the paper.
    bins: 40,
    binning: 'exact',
  });
  await writeFigure(file, svg);
}

/** Draws pictures above their reconstructions. */
export async function drawReconstructions(
  file: string,
  { title, scored }: Faces,
  inputs: NdArray<Float32Array>,
  reconstructions: NdArray<Float32Array>,
) {
  const heading = `Input and reconstruction of ${scored}, ${title}`;
  await writeFigure(file, reconstructionFigure({ title: heading, inputs, reconstructions }));
}

/** Draws the decoder's picture of each concept: the mean face, moved along the concept vector. */
export async function drawDecodedConcepts(
  file: string,
  { title }: Faces,
  alphas: readonly number[],
  decoded: readonly { label: string; pictures: NdArray<Float32Array> }[],
) {
  const svg = traversalFigure({
    title: `Decoded concepts, D(mean latent + α v), ${title}`,
    alphas,
    origin: 'mean face',
    change: true,
    rows: decoded.map(({ label, pictures }) => ({ title: label, pictures })),
  });
  await writeFigure(file, svg);
}
