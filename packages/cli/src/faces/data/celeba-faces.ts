import { type ImageDataset, type ResizeMethod, splitBySeed } from '@csm/datasets';
import { celebA } from '@csm/datasets/node';
import { binaryConcepts, type Faces } from './faces.js';

/** The six attributes of the paper's figure. */
const paperConcepts = [
  'Bald',
  'Bushy_Eyebrows',
  'Eyeglasses',
  'Mouth_Slightly_Open',
  'Smiling',
  'Wearing_Hat',
] as const;

/** The shares of the published split are 80, 10 and 10 % as well. */
const SHARES = { train: 0.8, valid: 0.1, test: 0.1 };

/** Options of {@link celebaFaces}. */
export interface CelebaFacesOptions {
  readonly size: number;
  readonly seed: number;
  readonly resize?: ResizeMethod | undefined;
  /** How many pictures of each part to use, from its start. Default: all. */
  readonly limit?: number | undefined;
  readonly signal: AbortSignal;
}

/**
 * Opens CelebA on disk, cropped as in the paper, with the published split or, if there is no partition file, a split by the
 * seed. Damaged images are left out and counted.
 */
export async function celebaFaces(root: string, options: CelebaFacesOptions): Promise<Faces> {
  const { size, seed, resize, limit = Number.POSITIVE_INFINITY, signal } = options;
  const dataset = await celebA({ root, size, resize, onBadImage: 'skip', signal });
  const { parts, isPublished } = partsOf(dataset, seed);
  return {
    name: 'CelebA',
    title: isPublished ? 'CelebA' : `CelebA, split by seed ${seed}`,
    dataset,
    train: parts.train.slice(0, limit),
    validation: parts.valid.slice(0, limit),
    test: parts.test.slice(0, limit),
    split: isPublished
      ? 'the published split'
      : `list_eval_partition is missing, so the split is random with seed ${seed}: 80 % training, 10 % validation, 10 % held out`,
    scored: 'held-out pictures',
    concepts: binaryConcepts(dataset),
    shown: paperConcepts,
    regions: new Map(),
  };
}

/** The published split or, without its file, one by the seed. */
function partsOf(dataset: ImageDataset, seed: number) {
  const named = (name: keyof typeof SHARES) => dataset.split(name);
  try {
    const parts = { train: named('train'), valid: named('valid'), test: named('test') };
    return { parts, isPublished: true };
  } catch (error) {
    if ((error as { code?: string }).code !== 'ERR_INVALID_FILE') throw error;
    return { parts: splitBySeed(dataset.ids, { seed, shares: SHARES }), isPublished: false };
  }
}
