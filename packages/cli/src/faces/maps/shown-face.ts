import { largest } from '@csm/base';
import type { Encoder } from '@csm/core';
import { shownExample } from '@csm/core/statistics';
import { shiftAverage } from '@csm/explainers';
import { traverseLatent, type Vae } from '@csm/models';
import type { MadeConcept } from '../concepts/concepts.js';
import type { Latents } from '../concepts/latents.js';
import type { ScoreTable } from '../concepts/score-table.js';
import { type Faces, idsOf } from '../data/faces.js';
import type { FaceMethods, NamedMethod } from '../methods.js';
import type { Run } from '../run.js';
import { changeCorrelation, decodedChanges } from './decoded-change.js';
import { type Picture, pictureAt } from './pictures.js';
import { mapsOfPicture, type ShownMap, shownMap } from './shown-map.js';

/** A map that is compared with the decoder. */
export interface ComparedMap extends ShownMap {
  /** The average over small shifts of the picture, for encoders whose strides leave checkerboards in the map. */
  readonly smoothed: Picture | undefined;
  /** The same average of the map of the random vector. */
  readonly smoothedControl: Picture | undefined;
  /** Correlation of |map| with |change|. */
  readonly correlation: number | undefined;
}

/** Everything that the figures show of one concept, on a scored picture that has the concept and a high score. */
export interface ShownFace {
  readonly name: string;
  readonly id: string;
  /** False if no scored picture has the concept. */
  readonly hasConcept: boolean;
  readonly score: number;
  /** Rank of its score among all scored pictures, from 1. Pictures with a higher score may lack the concept. */
  readonly rank: number;
  readonly outOf: number;
  /** Rank among the scored pictures with the concept: 3 as in the paper, or fewer if there are fewer. */
  readonly rankWithConcept: number;
  readonly image: Picture;
  /** D(z), the model's own version of the picture. */
  readonly reconstruction: Picture;
  /** D(z + α v), one picture per α of the settings. */
  readonly traversal: readonly Picture[];
  /** D(z + a v) − D(z − a v), with the largest a. */
  readonly change: Picture;
  readonly methods: readonly ComparedMap[];
  /** Maps of the methods of the paper's two figures. */
  readonly paper: readonly ShownMap[];
}

/** The trained model, and what was computed with it. */
export interface Model {
  readonly vae: Vae;
  readonly encoder: Encoder;
  readonly latents: Latents;
  readonly table: ScoreTable;
}

/** Offsets per axis of the shift average: patterns of period 2 and 4 cancel. */
const SHIFTS = 4;

/** @param index the concept's column in the table of scores. */
export async function shownFace(
  faces: Faces,
  { definition, mean: concept }: MadeConcept,
  index: number,
  model: Model,
  { chosen, paper }: FaceMethods,
  run: Run,
): Promise<ShownFace> {
  const { settings, signal } = run;
  const { vae, encoder, latents, table } = model;
  const { alphas } = settings.analysis;
  const held = faces.test.filter(latents.has);
  const scores = table.of(index, held);
  const choice = chosenFace(faces, definition.name, held, scores, settings.analysis.shownRank);
  const id = held[choice.at]!;
  const score = scores[choice.at]!;
  const latent = latents.of([id]);
  const images = await faces.dataset.images([id], { signal });
  const path = await traverseLatent(vae.decoder, latent, concept, [0, ...alphas], { signal });
  const [change] = await decodedChanges(vae, latent, concept, largest(alphas), signal);
  const mapsOf = mapsOfPicture(encoder, concept, images, run);
  const methods: ComparedMap[] = [];
  for (const method of chosen) {
    const found = await shownMap(method, mapsOf);
    const smooth = needsSmoothing(faces, method)
      ? await mapsOf(shiftAverage(method.explainer, { shifts: SHIFTS }))
      : undefined;
    methods.push({
      ...found,
      smoothed: smooth?.map,
      smoothedControl: smooth?.control,
      correlation: changeCorrelation(change!, found.map),
      warnings: [...found.warnings, ...(smooth?.warnings ?? [])],
    });
  }
  const published: ShownMap[] = [];
  for (const method of paper) published.push(await shownMap(method, mapsOf));
  return {
    name: definition.name,
    id,
    hasConcept: choice.hasConcept,
    score,
    rank: scores.filter((other) => other > score).length + 1,
    outOf: held.length,
    rankWithConcept: choice.rank,
    image: pictureAt(images, 0),
    reconstruction: pictureAt(path, 0, 0),
    traversal: alphas.map((_, k) => pictureAt(path, 0, k + 1)),
    change: change!,
    methods,
    paper: published,
  };
}

/** The picture with the third highest score among those that have the concept (and whose region is known, if it has one). */
function chosenFace(faces: Faces, name: string, held: readonly string[], scores: Float64Array, most: number) {
  const definition = faces.concepts.find((each) => each.name === name)!;
  const having = idsOf(faces, definition, 'positive', held);
  const known = faces.regions.get(name)?.among(having) ?? having;
  const places = new Map(held.map((id, at) => [id, at]));
  const among = (known.length > 0 ? known : having).map((id) => places.get(id)!);
  const hasConcept = among.length > 0;
  const rank = Math.min(most, hasConcept ? among.length : held.length);
  return { at: shownExample(scores, { ...(hasConcept && { among }), rank }), rank, hasConcept };
}

/** From 64 × 64 on, the strides of the encoder leave a checkerboard in maps of gradients. */
function needsSmoothing({ dataset }: Faces, { key }: NamedMethod): boolean {
  return dataset.imageShape[0] >= 64 && key !== 'occlusion' && key !== 'smoothgrad';
}
