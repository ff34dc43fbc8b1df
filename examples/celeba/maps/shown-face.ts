import { type Encoder, type Explainer, explain } from '@csm/core';
import { isotropicConcepts } from '@csm/evaluate';
import { traverseLatent, type Vae } from '@csm/models';
import { type Faces, idsOf } from '../../../support/labelled-faces/faces.js';
import type { Run } from '../../../support/labelled-faces/run.js';
import { type ConceptInContext, scoresOf } from '../concepts/concepts.js';
import type { Latents } from '../concepts/latents.js';
import { changeCorrelation, decodedChanges } from './decoded-change.js';
import { type Picture, pictureAt } from './pictures.js';

/** Everything that the figures show of one concept, on a held-out picture that has the concept and a high score. */
export interface ShownFace {
  readonly name: string;
  readonly id: string;
  readonly score: number;
  /** Rank of its score among all held-out pictures, from 1. Pictures with a higher score may lack the concept. */
  readonly rank: number;
  readonly outOf: number;
  readonly image: Picture;
  /** D(z + α v), one picture per α of the settings. */
  readonly traversal: readonly Picture[];
  /** D(z + a v) − D(z − a v), with the largest a. */
  readonly change: Picture;
  readonly methods: readonly {
    readonly name: string;
    readonly map: Picture;
    /** The map of a random concept vector of equal norm. */
    readonly control: Picture;
    /** Correlation of |map| with |change|. */
    readonly correlation: number | undefined;
  }[];
}

export async function shownFace(
  faces: Faces,
  { definition, mean: concept }: ConceptInContext,
  { vae, encoder, latents }: { vae: Vae; encoder: Encoder; latents: Latents },
  methods: readonly Explainer[],
  { settings, signal }: Run,
): Promise<ShownFace> {
  const { alphas, shownRank } = settings.analysis;
  const held = faces.test.filter(latents.has);
  const scores = scoresOf(concept, latents.of(held));
  const ids = [...held.keys()].sort((a, b) => scores[b]! - scores[a]!).map((place) => held[place]!);
  const having = idsOf(faces, definition, 'positive', ids);
  const known = faces.regions.get(definition.name)?.among(having) ?? having;
  // With few pictures, it can happen that none has the concept.
  const candidates = known.length > 0 ? known : ids;
  const id = candidates[Math.min(shownRank, candidates.length) - 1]!;
  const latent = latents.of([id]);
  const images = await faces.dataset.images([id], { signal });
  const path = await traverseLatent(vae.decoder, latent, concept, alphas, { signal });
  const [change] = await decodedChanges(vae, latent, concept, Math.max(...alphas), signal);
  const vectors = [concept, ...isotropicConcepts(concept, { count: 1, seed: settings.seed })];
  const shown = [];
  for (const method of methods) {
    const [explained, control] = await explain(encoder, vectors, images, method, { signal });
    const map = pictureAt(explained!.maps, 0);
    shown.push({
      name: method.name,
      map,
      control: pictureAt(control!.maps, 0),
      correlation: changeCorrelation(change!, map),
    });
  }
  return {
    name: definition.name,
    id,
    score: scores[held.indexOf(id)]!,
    rank: ids.indexOf(id) + 1,
    outOf: ids.length,
    image: pictureAt(images, 0),
    traversal: alphas.map((_, k) => pictureAt(path, 0, k)),
    change: change!,
    methods: shown,
  };
}
