import { evenlySpaced } from '@csm/base';
import { imageVae } from '@csm/models';
import { cmuFaces } from '../../../packages/cli/src/faces/data/cmu-faces.js';
import { type ConceptDefinition, idsOf } from '../../../packages/cli/src/faces/data/faces.js';
import { trainOrLoad } from '../../../packages/cli/src/faces/model.js';
import { cmu, type Settings } from '../../../packages/cli/src/faces/settings/settings.js';
import { settings } from '../settings.js';
import type { Ground, OpenOptions } from './ground.js';

/**
 * Photographs of people whom the model never saw, with the concept of sunglasses; its box comes from the mean pictures of the
 * training people.
 */
export async function cmuFacesGround(options: OpenOptions): Promise<Ground> {
  const { models, data, seed, signal, log, onTraining } = options;
  const own: Settings = { ...cmu, seed };
  const { size } = own;
  const faces = await cmuFaces(`${data}/cmu-faces`, { size, seed, signal });
  const run = { out: `${models}/cmu-faces-${seed}`, settings: own, signal, log, onTraining };
  const { vae } = await trainOrLoad(faces, { ...run, onStage: () => {} });
  const definition = faces.concepts.find(({ name }) => name === 'Sunglasses')!;
  const region = faces.regions.get('Sunglasses')!;
  const mask = region.mask('');
  const shown = (side: 'positive' | 'negative') =>
    faces.dataset.images(
      evenlySpaced(idsOf(faces, definition, side, region.among(faces.test)), settings.pictures),
      {
        signal,
      },
    );
  const examplesOf = (one: ConceptDefinition) => ({
    name: one.name,
    positives: rows(faces, one, 'positive'),
    negatives: rows(faces, one, 'negative'),
  });
  return {
    name: 'cmu-faces',
    seed,
    tissue: false,
    vae,
    untrained: imageVae({ ...(own.model as object), size, seed }),
    training: await faces.dataset.images(faces.train, { signal }),
    concepts: [
      {
        ...examplesOf(definition),
        inputs: await shown('positive'),
        masks: mask,
        without: await shown('negative'),
        withoutMasks: mask,
      },
    ],
    rivals: faces.concepts.filter((one) => one !== definition).map(examplesOf),
  };
}

/** The rows of the examples with or without the concept among the training pictures. */
function rows(
  faces: Parameters<typeof idsOf>[0] & { readonly train: readonly string[] },
  definition: ConceptDefinition,
  side: 'positive' | 'negative',
): number[] {
  const at = new Map(faces.train.map((id, row) => [id, row]));
  return idsOf(faces, definition, side, faces.train).map((id) => at.get(id)!);
}
