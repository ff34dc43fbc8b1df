import { storeKeys } from '@csm/scale';
import type { InputsFor } from '../../inputs/inputs-for.js';
import type { OpenedInputs } from '../../inputs/open-inputs.js';
import { openInputsOf, recordedHash } from '../../inputs/open-inputs-of.js';
import type { CommandRun } from '../../terminal/command-run.js';
import type { JobSettings } from '../job/job-settings.js';
import { sizesBytes } from '../job/planned-sizes.js';
import { attributesKey } from './certificates-for-plan.js';
import type { PlanCommandOptions } from './plan-options.js';

/** Data as the plan describes them. */
export interface DataForPlan {
  readonly settings: JobSettings['data'];
  readonly files: Readonly<Record<string, Uint8Array>>;
}

/**
 * How workers open the data, and how they notice that they are others: by the sizes of pictures, or a fingerprint.
 * @param ids the inputs of the plan.
 */
export async function dataForPlan(
  place: string,
  { format, features, sources }: Pick<OpenedInputs, 'format' | 'features' | 'sources'>,
  encoder: InputsFor,
  ids: readonly string[],
  options: PlanCommandOptions,
  run: CommandRun,
): Promise<DataForPlan> {
  const files: Record<string, Uint8Array> = {};
  const settings = { kind: format, options: dataOptionsOf(options), ...(features && { features: FEATURES }) };
  // Workers take the names from the store instead of the file of --features.
  if (features) files[FEATURES] = new TextEncoder().encode(`${JSON.stringify(features)}\n`);
  if (format !== 'pictures' && format !== 'CelebA') {
    const fingerprint = recordedHash(sources);
    return { settings: { ...settings, ...(fingerprint !== undefined && { fingerprint }) }, files };
  }
  files[SIZES] = sizesBytes(await sizesOf(place, format, encoder, ids, options, run));
  return { settings: { ...settings, sizes: SIZES }, files };
}

const FEATURES = storeKeys.job('features.json');
const SIZES = storeKeys.job('sizes.u32');

function dataOptionsOf(options: PlanCommandOptions): JobSettings['data']['options'] {
  const { attributes, idColumn, labelColumns, counts, layer, sample, bin, raw, genome, resize } = options;
  return {
    ...{ idColumn, labelColumns, counts, layer, sample, bin, raw, genome, resize },
    ...(attributes !== undefined && { attributes: attributesKey(attributes) }),
  };
}

/** The sizes of the files of pictures. */
async function sizesOf(
  place: string,
  kind: 'pictures' | 'CelebA',
  encoder: InputsFor,
  ids: readonly string[],
  { resize }: PlanCommandOptions,
  { signal, warn }: CommandRun,
): Promise<readonly number[]> {
  const { sizes, close } = await openInputsOf(place, kind, encoder, { resize, signal, onWarning: warn });
  try {
    return (await sizes?.(ids)) ?? [];
  } finally {
    await close();
  }
}
