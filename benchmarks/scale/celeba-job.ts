// What the processes of main.ts do: gradient maps of CelebA's pictures.
import { celebA } from '@csm/datasets/node';
import { gradient } from '@csm/explainers';
import type { OpenJob } from '@csm/scale';
import { serveTasks } from '@csm/scale/node';
import { ENCODERS, type EncoderName, openConcepts, openEncoder } from './celeba-encoder.js';

const openJob: OpenJob = async (plan) => {
  const name = plan.job.encoder as EncoderName;
  const { size } = ENCODERS[name];
  const encoder = await openEncoder(name);
  const faces = await celebA({ root: plan.places.data ?? '', size });
  return {
    encoder,
    concepts: openConcepts(name),
    explainer: gradient(),
    read: (ids, _first, { signal }) => faces.images(ids, { signal }),
    dispose: () => encoder.dispose(),
  };
};

serveTasks(openJob);
