import { conceptVector } from '@csm/core';
import { gradient } from '@csm/explainers';
import { beforeAll, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import * as main from '../src/index.js';
import * as measures from '../src/measures.js';
import { normals, pictures, shiftedLatents, smallEncoder, smallModel } from './small-vae.js';

beforeAll(() => useBackend('cpu'));
const concept = conceptVector('c', [1, -2, 0.5, 1, 0, 3]);
const maps = normals([2, 8, 8], 1);
const score = () => [0, 0];
const latents = shiftedLatents(4, 0, 1);
const examples = { positives: latents, negatives: shiftedLatents(4, 1, 2) };
const values = [1, 2, 3];

/** Calls of every function of the package that takes options, with the required options of each. */
const calls: Readonly<Record<string, (options: object) => unknown>> = {
  isotropicConcepts: (o) => main.isotropicConcepts(concept, o),
  covarianceConcepts: (o) => main.covarianceConcepts(concept, latents, o),
  permutedConcepts: (o) => main.permutedConcepts(examples, o),
  resampledConcepts: (o) => main.resampledConcepts(examples, o),
  certify: (o) =>
    main.certify(
      { encoder: smallEncoder(), concept, ...examples, inputs: pictures(2), explainer: gradient() },
      o,
    ),
  conceptDependence: (o) => main.conceptDependence({ name: 'c', explainer: 'e', maps }, [maps, maps], o),
  conceptSeparation: (o) => main.conceptSeparation(concept, examples, o),
  evidenceOverlap: (o) => main.evidenceOverlap(maps, maps, o),
  explainWithGate: (o) => main.explainWithGate(smallEncoder(), concept, pictures(2), gradient(), o),
  gate: (o) => main.gate({ name: 'c', explainer: 'e', ...o }),
  modelControl: (o) => main.modelControl(smallEncoder(), concept, pictures(2), gradient(), o),
  efficientMprt: (o) => main.efficientMprt(smallEncoder(), concept, pictures(2), gradient(), o),
  smoothMprt: (o) => main.smoothMprt(smallEncoder(), concept, pictures(2), gradient(), o),
  evaluate: (o) => main.evaluate(smallEncoder(), concept, pictures(2), [gradient()], o),
  conceptChange: (o) => main.conceptChange(() => maps, latents, concept, o),
  decodeFunction: (o) => main.decodeFunction(smallModel(), o),
  deletionGap: (o) => main.deletionGap(score, maps, maps, o),
  infidelity: (o) => main.infidelity(score, maps, maps, o),
  infidelities: (o) => main.infidelities(score, maps, [maps], o),
  perturbationCurve: (o) => main.perturbationCurve(score, maps, maps, o),
  scoreFunction: (o) => main.scoreFunction(smallEncoder(), concept, o),
  layerEvidence: (o) => main.layerEvidence([values], ['a', 'a', 'b'], 'a', o),
  irof: (o) => main.irof(score, maps, maps, o),
  road: (o) => main.road(score, pictures(2), pictures(2), o),
  muFidelity: (o) => main.muFidelity(score, maps, maps, o),
  sensitivityN: (o) => main.sensitivityN(score, maps, maps, o),
  relevanceMass: (o) => main.relevanceMass(maps, maps, o),
  relevanceRank: (o) => main.relevanceRank(maps, maps, o),
  sparseness: (o) => main.sparseness(maps, o),
  complexity: (o) => main.complexity(maps, o),
  relativeInputStability: (o) => main.relativeInputStability(async (x) => x, maps, o),
  relativeOutputStability: (o) => main.relativeOutputStability(async (x) => x, score, maps, o),
  relativeRepresentationStability: (o) =>
    main.relativeRepresentationStability(
      async (x) => x,
      (x) => x,
      maps,
      o,
    ),
  localisation: (o) => main.localisation(maps, maps, o),
  conceptSignificance: (o) => main.conceptSignificance([{ name: 'c', ...examples }], o),
  regionSignificance: (o) =>
    main.regionSignificance(
      { encoder: smallEncoder(), concepts: concept, inputs: maps, positives: maps, negatives: maps },
      o,
    ),
  maxSensitivity: (o) => main.maxSensitivity(async (x) => x, maps, o),
  shareBeyondError: (o) => main.shareBeyondError(maps, maps, o),
  checkerboard: (o) => main.checkerboard(maps, o),
  ssim: (o) => main.ssim(values, values, { shape: [1, 3], range: 1, ...o }),
  conceptControl: (o) => main.conceptControl(maps, [maps, maps], o),
  zMaps: (o) => main.zMaps(maps, [maps, maps], o),
  generativeAgreement: (o) => main.generativeAgreement(maps, maps, o),
  mapAgreement: (o) => main.mapAgreement([maps, maps], o),
  sumChannels: (o) => measures.sumChannels(maps, o),
  gaussianBlur: (o) => measures.gaussianBlur(maps, 1, o),
  topOverlap: (o) => main.topOverlap(values, values, o),
  rankGenes: (o) => main.rankGenes(smallEncoder(), maps, concept, gradient(), o),
  rankGenesMany: (o) => main.rankGenesMany(smallEncoder(), maps, [{ concept }], gradient(), o),
  decoderGenes: (o) => main.decoderGenes({ decode: (z) => z }, latents, concept, o),
  geneSetEnrichment: (o) => main.geneSetEnrichment({} as main.GeneRanking, [], o),
};

it.each(Object.entries(calls))(
  '%s rejects an unknown option and names the valid ones',
  async (caller, call) => {
    const error = await rejection(() => call({ sede: 1 }));
    expect(error).toMatchObject({ code: 'ERR_INVALID_ARGUMENT' });
    expect(error.message).toMatch(new RegExp(`^${caller}: unknown option "sede"; .*\\.$`));
  },
);

it.each(['perturbationCurve', 'deletionGap', 'infidelity', 'irof', 'muFidelity', 'sensitivityN'])(
  '%s rejects an unknown nested option',
  async (caller) => {
    const error = await rejection(() => calls[caller]?.({ replacement: { blurr: 1 } }));
    expect(error.message).toBe(
      `${caller}: unknown option "replacement.blurr"; valid options: replacement.blur.`,
    );
  },
);

it('deletionGap does not take the order of the features', async () => {
  const error = await rejection(() => calls.deletionGap?.({ order: 'random' }));
  expect(error.message).toMatch(/^deletionGap: unknown option "order"/);
});

it('all functions with options are called here', () => {
  const withoutOptions = [
    'certificateToJson',
    'averageMaps',
    'evaluationToCsv',
    'evaluationToJson',
    'averagePrecision',
    'differenceWithin',
    'mapSimilarity',
    'moransI',
    'pearson',
    'rankingToCsv',
    'spearman',
  ];
  const exported = [...Object.keys(main), ...Object.keys(measures)];
  expect(exported.toSorted()).toEqual([...Object.keys(calls), ...withoutOptions].toSorted());
});

async function rejection(call: () => unknown): Promise<Error> {
  try {
    await call();
  } catch (error) {
    return error as Error;
  }
  throw new Error('expected an error');
}
