import { invalidArgument } from '@csm/base';
import type { Tensor } from '@tensorflow/tfjs-core';
import { checkFinite } from '../encoders/check-finite.js';
import { type Attribution, disposeAttribution, type Explainer, type Target } from './explainer.js';
import type { Run } from './run.js';

/** What one batch gives for one score, on the host. */
export interface BatchResult {
  readonly scores: Float32Array;
  readonly maps: Float32Array;
  readonly completenessGaps?: Float32Array;
  readonly standardErrors?: Float32Array;
}

/** Explains one batch and disposes everything, the batch included. */
export async function explainBatch(
  caller: string,
  target: Target,
  inputs: Tensor,
  explainer: Explainer,
  run: Run,
): Promise<BatchResult[]> {
  const { encoder, scores } = target;
  const owned: Tensor[] = [inputs];
  let attribution: Attribution | undefined;
  try {
    attribution = await explainer.attribute(target, inputs, run);
    const { maps, completenessGaps, standardErrors } = attribution;
    checkMaps(caller, explainer, maps, scores.length, inputs);
    const latent = attribution.latent ?? (await encoder.encode(inputs));
    if (!attribution.latent) owned.push(latent);
    const values = scores.map((score) => {
      const value = score.value(latent);
      owned.push(value);
      return value;
    });
    const results: BatchResult[] = [];
    for (const [k, score] of scores.entries()) {
      const read = async (tensor: Tensor, what: string) => {
        checkShape(caller, explainer, score.name, what, tensor, inputs);
        const numbers = (await tensor.data()) as Float32Array;
        const each = numbers.length / inputs.shape[0]!;
        checkFinite(`${caller}: concept "${score.name}", ${what}`, numbers, each, run.firstSample ?? 0);
        return numbers;
      };
      results.push({
        scores: await read(values[k]!, 'score'),
        maps: await read(maps[k]!, 'map'),
        ...(completenessGaps && { completenessGaps: await read(completenessGaps[k]!, 'completeness gap') }),
        ...(standardErrors && { standardErrors: await read(standardErrors[k]!, 'standard error') }),
      });
    }
    return results;
  } finally {
    for (const tensor of owned) tensor.dispose();
    if (attribution) disposeAttribution(attribution);
  }
}

/** @throws unless there is one number per sample, or per feature. */
function checkShape(
  caller: string,
  explainer: Explainer,
  concept: string,
  what: string,
  { shape }: Tensor,
  inputs: Tensor,
): void {
  const expected = what === 'map' || what === 'standard error' ? inputs.shape : inputs.shape.slice(0, 1);
  if (`${shape}` === `${expected}`) return;
  const whose = what === 'score' ? 'the ConceptScore' : `explainer "${explainer.name}"`;
  throw invalidArgument(
    `${caller}: concept "${concept}", ${what} of ${whose} must have shape [${expected}]; got [${shape}].`,
  );
}

function checkMaps(
  caller: string,
  explainer: Explainer,
  maps: readonly Tensor[],
  count: number,
  inputs: Tensor,
): void {
  const wrong = maps.find((map) => `${map.shape}` !== `${inputs.shape}`);
  if (maps.length === count && !wrong) return;
  throw invalidArgument(
    `${caller}: explainer "${explainer.name}" must return ${count} maps, one per score, of shape [${inputs.shape}]; ` +
      `got ${maps.length}${wrong ? `, one of shape [${wrong.shape}]` : ''}.`,
  );
}
