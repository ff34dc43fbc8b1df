import { contiguous } from '@csm/base';
import type { Explainer } from '@csm/core';
import { readNpy } from '@csm/core/node';
import { methodByName } from '../../methods/method-by-name.js';
import type { MethodData } from '../../methods/method-data.js';
import type { OpenedModel } from '../../models/opened-model.js';
import type { JobSettings } from './job-settings.js';

/** The method of a plan, from the data that the store holds. @param at the path of a key. */
export async function methodOfJob(
  { name, settings, data, extremes }: JobSettings['method'],
  { encoder }: Pick<OpenedModel, 'encoder'>,
  at: (key: string) => string,
): Promise<Explainer> {
  const read: Record<string, unknown> = {};
  for (const [part, key] of Object.entries(data)) read[part] = await readNpy(at(key));
  const explainer = methodByName(name, settings, { ...(read as Partial<MethodData>), encoder });
  if (!extremes) return explainer;
  const of = async (key: string) => contiguous(await readNpy(at(key))) as Float32Array;
  const found = { least: await of(extremes.least), greatest: await of(extremes.greatest) };
  // The tasks say which samples of the plan they have; see partOfRun.
  return {
    ...explainer,
    plan: undefined,
    attribute: (target, inputs, run) =>
      explainer.attribute(target, inputs, { ...run, extremes: () => found }),
  };
}
