import { mean } from '@csm/base';
import { type ConceptScore, type ConceptVector, explain, meanDifference } from '@csm/core';
import { conceptImportance } from '@csm/core/discovery';
import { type FaceAttribute, selectSamples } from '@csm/datasets';
import { gradient } from '@csm/explainers';
import type { NdArray } from 'ndarray';
import { type FaceSet, facesWith } from '../../support/drawn-faces/faces.js';
import type { FacesGround, Space } from './faces-ground.js';
import { type BestMatch, bestMatches } from './measures/best-match.js';
import { columnsOf } from './measures/columns.js';
import { dci } from './measures/dci.js';
import { mutualInformationGap } from './measures/mutual-information-gap.js';
import { controls, type Found, type Method } from './methods.js';
import { settings } from './settings.js';

/** One row of the results: a method in a space, on the faces of one seed. NaN where a number does not apply. */
export interface Judged {
  readonly seed: number;
  readonly space: string;
  readonly method: string;
  readonly codes: number;
  /** |r| of the best-matching code of each attribute on held-out faces. */
  readonly matches: Readonly<Record<string, number>>;
  readonly bestMatch: number;
  readonly disentanglement: number;
  readonly completeness: number;
  readonly informativeness: number;
  readonly mutualInformationGap: number;
  readonly explainedVariance: number;
  /** Share of |map| in the attribute's mask over the mask's share of the picture, the mean over attributes. */
  readonly massOverArea: number;
  /** Of the six attributes, those whose best-matching code has the largest total Sobol index for the attribute's score. */
  readonly namedByImportance: number;
  readonly seconds: number;
}

/** Runs a method on a space, and judges what it finds. */
export async function judged(ground: FacesGround, space: Space, method: Method): Promise<Judged> {
  const started = performance.now();
  const first = await method.find(space.training, 0);
  const seconds = (performance.now() - started) / 1000;
  return {
    ...(await judgedCodes(ground, space, first)),
    method: method.name,
    explainedVariance: first.discovered?.explainedVariance ?? Number.NaN,
    seconds,
  };
}

/** Name of the ceiling. */
export const LABELLED = 'mean differences (with labels)';

/** The ceiling: mean differences of labelled faces. */
export async function judgedLabels(ground: FacesGround, space: Space): Promise<Judged> {
  const found = controls(labelledDirections(ground, space));
  return {
    ...(await judgedCodes(ground, space, found)),
    method: LABELLED,
    explainedVariance: Number.NaN,
    seconds: Number.NaN,
  };
}

function labelledDirections({ faces }: FacesGround, space: Space): ConceptVector[] {
  const side = (name: FaceAttribute, wanted: boolean) =>
    selectSamples(space.training, facesWith(faces.training, name, wanted));
  return faces.names.map((name) => meanDifference(name, side(name, true), side(name, false)));
}

async function judgedCodes(ground: FacesGround, space: Space, found: Found) {
  const { faces, seed } = ground;
  const examplesOf = async (set: FaceSet, latents: NdArray<Float32Array>) => ({
    codes: columnsOf(await found.codesOf(latents)),
    factors: faces.names.map((name) =>
      Float64Array.from({ length: latents.shape[0]! }, (_, face) => Number(set.has(face, name))),
    ),
  });
  const training = await examplesOf(faces.training, space.training);
  const heldOut = await examplesOf(faces.heldOut, space.heldOut);
  const matches = bestMatches(training, heldOut);
  return {
    seed,
    space: space.name,
    codes: found.concepts.length,
    matches: Object.fromEntries(faces.names.map((name, f) => [name, matches[f]!.r])),
    bestMatch: mean(matches.map(({ r }) => r)),
    ...dci(training, heldOut),
    mutualInformationGap: mutualInformationGap(heldOut.codes, heldOut.factors),
    massOverArea: await massOverArea(ground, space, found.scores, matches),
    namedByImportance: found.discovered
      ? await namedByImportance(ground, space, found.discovered, matches)
      : Number.NaN,
  };
}

/** How much of the gradient map of each attribute's best code lies in the attribute's mask. A map of zeros counts as chance, 1. */
async function massOverArea(
  { faces: { heldOut, names } }: FacesGround,
  { encoder }: Space,
  scores: readonly ConceptScore[],
  matches: readonly BestMatch[],
): Promise<number> {
  const ratios: number[] = [];
  for (const [f, name] of names.entries()) {
    const shown = facesWith(heldOut, name, true).slice(0, settings.shownFaces);
    const images = selectSamples(heldOut.images, shown);
    const score = scores[matches[f]!.code]!;
    const { maps } = await explain(encoder, score, images, gradient(), { onWarning: () => {} });
    ratios.push(mean(shown.map((face, i) => ratioOf(maps, i, heldOut.mask(face, name)))));
  }
  return mean(ratios);
}

function ratioOf(maps: NdArray, i: number, mask: NdArray<Uint8Array>): number {
  const [, height = 0, width = 0, channels = 0] = maps.shape;
  let [inside, all, area] = [0, 0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let mass = 0;
      for (let c = 0; c < channels; c++) mass += Math.abs(maps.get(i, y, x, c));
      all += mass;
      inside += mass * mask.get(y, x);
      area += mask.get(y, x);
    }
  }
  return all === 0 ? 1 : inside / all / (area / (height * width));
}

async function namedByImportance(
  ground: FacesGround,
  space: Space,
  discovered: NonNullable<Found['discovered']>,
  matches: readonly BestMatch[],
): Promise<number> {
  let named = 0;
  for (const [f, direction] of labelledDirections(ground, space).entries()) {
    const having = facesWith(ground.faces.heldOut, ground.faces.names[f]!, true);
    const latents = selectSamples(space.heldOut, having.slice(0, settings.rankedFaces));
    const { total } = await conceptImportance(discovered, latents, direction);
    if (total.indexOf(Math.max(...total)) === matches[f]!.code) named++;
  }
  return named;
}
