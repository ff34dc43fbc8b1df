import { selectSamples } from '@csm/datasets';
import type { ObjectStore, Plan, ShardJob } from '@csm/scale';
import { drawn } from '../../faces.js';

export { encoder, smiling } from '../../faces.js';

export const ids = Array.from({ length: 40 }, (_, face) => `face-${face}.png`);
export const readPictures = async (some: readonly string[]) =>
  selectSamples(
    drawn.images,
    some.map((id) => ids.indexOf(id)),
  );
export declare function openMyJob(plan: Plan, store: ObjectStore, signal?: AbortSignal): Promise<ShardJob>;
