import { checkSeed, invalidArgument, validNames } from '@csm/base';
import {
  type HardGround,
  type HardGroundName,
  type HardGroundOptions,
  hardGroundNames,
} from './hard-ground.js';
import {
  blindGround,
  otherDecoderGround,
  reluClassifierGround,
  scenesGround,
} from './scenes/scenes-ground.js';
import { tablesGround } from './tables/tables-ground.js';
import { transformerGround } from './transformer/transformer-ground.js';

type Open = (seed: number, options: HardGroundOptions) => Promise<HardGround>;

const open: Readonly<Record<HardGroundName, Open>> = {
  scenes: (seed, options) => scenesGround('scenes', seed, options),
  'scenes-weak-kl': (seed, options) => scenesGround('scenes-weak-kl', seed, options),
  blind: blindGround,
  'other-decoder': otherDecoderGround,
  tables: tablesGround,
  'relu-classifier': reluClassifierGround,
  transformer: transformerGround,
};

/** Seeds of the hard grounds: thresholds are chosen on `choice` and reported on `report`. */
export const hardSeeds = { choice: [1, 2], report: [3, 4, 5] } as const;

/** Opens a ground; its models are loaded from `options.models`, or trained and saved there. */
export function openGround(
  name: HardGroundName,
  seed: number,
  options: HardGroundOptions,
): Promise<HardGround> {
  checkSeed('openGround', seed);
  if (!Object.hasOwn(open, name)) {
    throw invalidArgument(
      `openGround: unknown ground "${name}"; ${validNames('grounds', name, [...hardGroundNames])}.`,
    );
  }
  return open[name](seed, options);
}
