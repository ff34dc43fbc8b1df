import { celebA } from '@csm/datasets/node';
import { binaryConcepts, type Faces } from '../../../support/labelled-faces/faces.js';

/** The six attributes of the paper's figure. */
const paperConcepts = [
  'Bald',
  'Bushy_Eyebrows',
  'Eyeglasses',
  'Mouth_Slightly_Open',
  'Smiling',
  'Wearing_Hat',
] as const;

/** Opens CelebA on disk with the published split, cropped as in the paper. Damaged images are left out and counted. */
export async function celebaFaces(
  root: string,
  { size, limit = Number.POSITIVE_INFINITY, signal }: { size: number; limit?: number; signal: AbortSignal },
): Promise<Faces> {
  const dataset = await celebA({ root, size, onBadImage: 'skip', signal });
  const part = (name: string) => dataset.split(name).slice(0, limit);
  return {
    title: 'CelebA',
    dataset,
    train: part('train'),
    validation: part('valid'),
    test: part('test'),
    split: 'the published split',
    concepts: binaryConcepts(dataset),
    shown: paperConcepts,
    regions: new Map(),
  };
}
