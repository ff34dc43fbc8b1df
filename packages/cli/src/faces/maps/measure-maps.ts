import { evenlySpaced, largest, mean, smallest } from '@csm/base';
import { type Explainer, explain } from '@csm/core';
import { conceptDependence, isotropicConcepts } from '@csm/evaluate';
import type { NdArray } from 'ndarray';
import type { MadeConcept } from '../concepts/concepts.js';
import { sampleOption } from '../concepts/latents.js';
import { type Faces, idsOf } from '../data/faces.js';
import type { NamedMethod } from '../methods.js';
import type { Run } from '../run.js';
import { changeCorrelation, decodedChanges } from './decoded-change.js';
import { type Picture, pictureAt } from './pictures.js';
import { areaInside, shareInside } from './place.js';
import type { Model } from './shown-face.js';

/** A measure of a concept's maps, and the same for random concept vectors of equal norm. */
export interface Controlled {
  readonly concept: number;
  /** Mean, smallest and largest over the random vectors. */
  readonly random: readonly [mean: number, smallest: number, largest: number];
}

/** The measures of one method's maps of one concept, averaged over held-out pictures that have the concept. */
export interface MethodMeasures {
  /** Share of the maps' variance that maps of the random vectors explain, and the warnings of `conceptDependence` of `@csm/evaluate`. */
  readonly explainedByRandom: number;
  readonly warnings: readonly string[];
  /** Warnings about the maps themselves, such as that they are incomplete. */
  readonly mapWarnings: readonly string[];
  /** Correlation of |map| with |decoded change|, both of the same vector. */
  readonly change: Controlled;
  /**
   * Correlation of each vector's |map| with the concept's |decoded change|. If it is high for random vectors, the map says
   * little about the concept.
   */
  readonly conceptChange: Controlled;
  /** Share of |map| inside the concept's region, if the region is known. */
  readonly inside?: Controlled;
  /** The same on pictures that lack the concept. */
  readonly insideWithout?: Controlled;
  /** The concept's maps, one per picture. */
  readonly maps: readonly Picture[];
}

export interface ConceptMeasures {
  readonly name: string;
  /** The pictures over which the measures are averaged. */
  readonly ids: readonly string[];
  /** The region's share of the picture. */
  readonly area?: number;
  /** By the name of the method on the command line. */
  readonly methods: Readonly<Record<string, MethodMeasures>>;
}

/** Measures maps of a concept, and of random concepts, on held-out pictures that have the concept. */
export async function measureMaps(
  faces: Faces,
  { definition, mean: concept }: MadeConcept,
  { vae, encoder, latents }: Model,
  methods: readonly NamedMethod[],
  run: Run,
): Promise<ConceptMeasures | undefined> {
  const { settings, signal } = run;
  const { measuredImages, alphas } = settings.analysis;
  const region = faces.regions.get(definition.name);
  const pictures = (side: 'positive' | 'negative') => {
    const known = region ? region.among(faces.test) : faces.test;
    return evenlySpaced(idsOf(faces, definition, side, known).filter(latents.has), measuredImages);
  };
  const [ids, without] = [pictures('positive'), pictures('negative')];
  if (ids.length === 0) return undefined;
  const drawn = { count: settings.analysis.randomConcepts, seed: settings.seed };
  const vectors = [concept, ...isotropicConcepts(concept, drawn)];
  const mapsOf = async (
    method: Explainer,
    some: readonly string[],
    warnings: string[],
  ): Promise<NdArray<Float32Array>[]> => {
    const images = await faces.dataset.images(some, { signal });
    const options = { signal, onWarning: (text: string) => warnings.push(text), ...sampleOption(settings) };
    return (await explain(encoder, vectors, images, method, options)).map(({ maps }) => maps);
  };
  const picturesOf = (maps: NdArray<Float32Array>) =>
    Array.from({ length: maps.shape[0]! }, (_, i) => pictureAt(maps, i));
  const reach = largest(alphas);
  const changes: Picture[][] = [];
  for (const vector of vectors) {
    changes.push(await decodedChanges(vae, latents.of(ids), vector, reach, signal));
  }

  const measured: Record<string, MethodMeasures> = {};
  for (const { key, explainer } of methods) {
    const mapWarnings: string[] = [];
    const explained = await mapsOf(explainer, ids, mapWarnings);
    const inside = (of: NdArray<Float32Array>[], on: readonly string[]) => {
      const masks = on.map((id) => region!.mask(id));
      return controlled(of.map((maps) => shareInside(picturesOf(maps), masks)));
    };
    const verdict = await conceptDependence(
      { name: definition.name, explainer: explainer.name, maps: explained[0]! },
      explained.slice(1),
    );
    measured[key] = {
      explainedByRandom: verdict.explainedByRandom,
      warnings: verdict.warnings,
      change: controlled(explained.map((maps, k) => meanCorrelation(changes[k]!, picturesOf(maps)))),
      conceptChange: controlled(explained.map((maps) => meanCorrelation(changes[0]!, picturesOf(maps)))),
      ...(region && { inside: inside(explained, ids) }),
      ...(region &&
        without.length > 0 && {
          insideWithout: inside(await mapsOf(explainer, without, mapWarnings), without),
        }),
      mapWarnings,
      maps: picturesOf(explained[0]!),
    };
  }
  return {
    name: definition.name,
    ids,
    ...(region && { area: areaInside(ids.map((id) => region.mask(id))) }),
    methods: measured,
  };
}

function meanCorrelation(changes: readonly Picture[], maps: readonly Picture[]): number {
  const all = maps.map((map, i) => changeCorrelation(changes[i]!, map));
  const known = all.filter((r) => r !== undefined);
  return known.length === 0 ? 0 : mean(known);
}

function controlled([concept = Number.NaN, ...random]: readonly number[]): Controlled {
  return { concept, random: [mean(random), smallest(random), largest(random)] };
}
