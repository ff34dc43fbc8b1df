import { meanDifference } from '@csm/core';
import { gridFeatures } from '@csm/explainers';
import ndarray from 'ndarray';
import { describe, expect, it } from 'vitest';
import * as main from '../src/index.js';
import * as measures from '../src/measures.js';

describe('latents of a million numbers and maps of 250,000', () => {
  const size = 1_000_000;
  // Twice as many as fit into the arguments of a function.
  const side = 500;
  const waves = (frequency: number, shape: number[]) =>
    ndarray(
      Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => Math.sin(frequency * i * i)),
      shape,
    );
  const [maps, other, third] = [0.7, 0.3, 0.9].map((frequency) => waves(frequency, [1, side, side, 1]));
  const [positives, negatives] = [waves(0.7, [2, size]), waves(0.3, [2, size])];
  const examples = { positives: positives!, negatives: negatives! };
  const concept = meanDifference('waves', examples.positives, examples.negatives);
  const labels = Uint8Array.from(other!.data, (value) => (value > 0 ? 1 : 0));
  const masks = ndarray(labels, [side, side]);
  const layers = Array.from(labels, (label) => (label === 1 ? 'up' : 'down'));
  const neighbours = layers.map((_, spot) => [(spot + 1) % layers.length]);
  const score = () => [1];
  const once = { count: 1 };
  const quiet = { onWarning: () => {} };

  const calls: Readonly<Record<string, () => unknown>> = {
    averageMaps: () => main.averageMaps(maps!),
    checkerboard: () => main.checkerboard(maps!),
    conceptChange: () => main.conceptChange(async (z) => z, examples.positives, concept),
    conceptDependence: () =>
      main.conceptDependence({ name: 'c', explainer: 'e', maps: maps! }, [other!, third!]),
    conceptSeparation: () => main.conceptSeparation(concept, examples),
    conceptControl: () => main.conceptControl(maps!, [other!, third!]),
    conceptSignificance: () => main.conceptSignificance([{ name: 'c', ...examples }], { samples: 2 }),
    covarianceConcepts: () => main.covarianceConcepts(concept, examples.positives, once),
    deletionGap: () => main.deletionGap(score, maps!, other!, { steps: 1 }),
    evidenceOverlap: () => main.evidenceOverlap(maps!, other!),
    generativeAgreement: () => main.generativeAgreement(maps!, other!),
    infidelities: () => main.infidelities(score, maps!, [other!], { samples: 1 }),
    infidelity: () => main.infidelity(score, maps!, other!, { samples: 1, square: 9 }),
    irof: () =>
      main.irof(score, maps!, other!, { features: gridFeatures([side, side, 1], { rows: 2, columns: 2 }) }),
    isotropicConcepts: () => main.isotropicConcepts(concept, once),
    layerEvidence: () => main.layerEvidence([maps!.data, other!.data], layers, 'up'),
    localisation: () => main.localisation(maps!, masks),
    mapAgreement: () => main.mapAgreement([maps!, other!]),
    maxSensitivity: () => main.maxSensitivity(async (x) => x, maps!, { samples: 1 }),
    muFidelity: () => main.muFidelity(score, maps!, other!, { samples: 3 }),
    moransI: () => main.moransI(maps!.data, neighbours),
    pearson: () => main.pearson(maps!.data, other!.data),
    permutedConcepts: () => main.permutedConcepts(examples, once),
    perturbationCurve: () => main.perturbationCurve(score, maps!, other!, { steps: 1 }),
    differenceWithin: () => main.differenceWithin('c', examples),
    relativeInputStability: () =>
      main.relativeInputStability(async (x) => x, maps!, { ...quiet, samples: 1 }),
    relativeOutputStability: () =>
      main.relativeOutputStability(async (x) => x, score, maps!, { ...quiet, samples: 1 }),
    relativeRepresentationStability: () =>
      main.relativeRepresentationStability(
        async (x) => x,
        (x) => x,
        maps!,
        { ...quiet, samples: 1 },
      ),
    relevanceMass: () => main.relevanceMass(maps!, masks),
    relevanceRank: () => main.relevanceRank(maps!, masks),
    road: () => main.road(score, maps!, other!, { fractions: [0.001] }),
    sensitivityN: () => main.sensitivityN(score, maps!, other!, { samples: 3, shares: [0.5] }),
    sparseness: () => main.sparseness(maps!),
    complexity: () => main.complexity(maps!),
    resampledConcepts: () => main.resampledConcepts(examples, once),
    shareBeyondError: () => main.shareBeyondError(maps!, other!),
    spearman: () => main.spearman(maps!.data, other!.data),
    ssim: () => main.ssim(maps!.data, other!.data, { shape: [side, side], range: 2 }),
    topOverlap: () => main.topOverlap(maps!.data, other!.data),
    zMaps: () => main.zMaps(maps!, [other!, third!]),
    averagePrecision: () => measures.averagePrecision(maps!.data, labels),
    gaussianBlur: () => measures.gaussianBlur(maps!, 1),
    mapSimilarity: () => measures.mapSimilarity(maps!.data, other!.data, [side, side]),
    sumChannels: () => measures.sumChannels(maps!),
  };

  it.each(Object.entries(calls))('%s', async (_, call) => {
    expect(await call()).toBeDefined();
  });

  it('are passed to all functions that take maps, latents or vectors', () => {
    // These take an encoder or decoder, and use the functions above; or results of evaluate.
    const others = [
      'certificateToJson',
      'certify',
      'decodeFunction',
      'decoderGenes',
      'evaluate',
      'evaluationToCsv',
      'evaluationToJson',
      'explainWithGate',
      'gate',
      'geneSetEnrichment',
      'efficientMprt',
      'modelControl',
      'smoothMprt',
      'rankGenes',
      'rankGenesMany',
      'rankingToCsv',
      'regionSignificance',
      'scoreFunction',
    ];
    const exported = [...Object.keys(main), ...Object.keys(measures)];
    expect(exported.toSorted()).toEqual([...Object.keys(calls), ...others].toSorted());
  });
});
