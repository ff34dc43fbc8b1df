import { invalidArgument } from '@csm/base';
import { dispose, type Tensor } from '@tensorflow/tfjs-core';
import { checkFinite } from '../encoders/check-finite.js';
import { checkLatents } from '../encoders/check-latents.js';
import { type Attribution, disposeAttribution, type Explainer, type Target } from './explainer.js';
import type { Run } from './run.js';

/** The results of one batch for one score, on the host: scores and gaps one per sample, maps and standard errors one per feature. */
export interface BatchResult {
  readonly scores: Float32Array;
  readonly maps: Float32Array;
  readonly completenessGaps?: Float32Array;
  readonly standardErrors?: Float32Array;
}

/**
 * Explains one batch: checks what the method returns, reads it to the host, and disposes everything, including the batch.
 * @param caller name of the function; errors begin with it.
 * @param inputs `[batch, ...inputShape]`; it is disposed, also after an error.
 * @param mapShape shape of one map, without the batch axis. Default: the input's.
 * @returns one result per score.
 * @category Write an explainer
 */
export async function explainBatch(
  caller: string,
  target: Target,
  inputs: Tensor,
  explainer: Explainer,
  run: Run,
  mapShape: readonly number[] = inputs.shape.slice(1),
): Promise<BatchResult[]> {
  const { encoder, scores } = target;
  const [batch = 1] = inputs.shape;
  const shape = [batch, ...mapShape];
  const owned: Tensor[] = [inputs];
  let attribution: Attribution | undefined;
  try {
    attribution = await explainer.attribute(target, inputs, run);
    const { maps, completenessGaps, standardErrors } = attribution;
    checkMaps(caller, explainer, maps, scores.length, shape);
    const latent = attribution.latent ?? (await encoder.encode(inputs));
    if (!attribution.latent) {
      owned.push(latent);
      checkLatents(caller, latent, inputs.shape[0] ?? 0, encoder.latentSize);
    }
    const values: Tensor[] = [];
    for (const score of scores) {
      values.push(score.value(latent));
      owned.push(...values.slice(-1));
    }
    const results: BatchResult[] = [];
    for (const [k, score] of scores.entries()) {
      const read = async (tensors: readonly Tensor[], what: string) => {
        const tensor = tensors[k];
        checkShape(caller, explainer, score.name, what, tensor, shape);
        const numbers = await tensor.data<'float32'>();
        const each = numbers.length / batch;
        checkFinite(`${caller}: concept "${score.name}", ${what}`, numbers, each, run.firstSample ?? 0);
        return numbers;
      };
      results.push({
        scores: await read(values, 'score'),
        maps: await read(maps, 'map'),
        ...(completenessGaps && { completenessGaps: await read(completenessGaps, 'completeness gap') }),
        ...(standardErrors && { standardErrors: await read(standardErrors, 'standard error') }),
      });
    }
    return results;
  } finally {
    dispose(owned);
    if (attribution) disposeAttribution(attribution);
  }
}

/** @throws unless a tensor has one number per sample, or one per feature. */
function checkShape(
  caller: string,
  explainer: Explainer,
  concept: string,
  what: string,
  tensor: Tensor | undefined,
  shape: readonly number[],
): asserts tensor is Tensor {
  const expected = what === 'map' || what === 'standard error' ? shape : shape.slice(0, 1);
  if (`${tensor?.shape}` === `${expected}`) return;
  const whose = what === 'score' ? 'the ConceptScore' : `explainer "${explainer.name}"`;
  throw invalidArgument(
    `${caller}: concept "${concept}", ${what} of ${whose} must have shape [${expected}]; got ${tensor ? `[${tensor.shape}]` : 'none'}.`,
  );
}

function checkMaps(
  caller: string,
  explainer: Explainer,
  maps: readonly Tensor[],
  count: number,
  shape: readonly number[],
): void {
  const wrong = maps.find((map) => `${map.shape}` !== `${shape}`);
  if (maps.length === count && !wrong) return;
  throw invalidArgument(
    `${caller}: explainer "${explainer.name}" must return ${count} maps, one per score, of shape [${shape}]; ` +
      `got ${maps.length}${wrong ? `, one of shape [${wrong.shape}]` : ''}.`,
  );
}
