import type { ConceptVector } from '@csm/core';
import type { InputSet } from '../inputs/input-set.js';
import { windowOf } from '../methods/feature-window.js';
import { checkBaseline } from '../methods/method-inputs.js';
import type { MethodOptions } from '../methods/method-options.js';
import type { OpenedModel } from '../models/opened-model.js';
import { usageError } from '../terminal/usage-error.js';

/**
 * Checks, before anything is written, that concepts and the settings of methods fit the model and the data.
 * @param where the folder of the concepts.
 */
export function checkSettings(
  concepts: readonly ConceptVector[],
  where: string,
  { encoder }: Pick<OpenedModel, 'encoder'>,
  inputs: InputSet,
  options: MethodOptions,
): void {
  const wrong = concepts.find(({ vector }) => vector.length !== encoder.latentSize);
  if (wrong) {
    throw usageError(
      `--concepts ${where}: the vector of "${wrong.name}" has ${wrong.vector.length} numbers, and the latent of the model has ` +
        `${encoder.latentSize}; pass the model of these concepts.`,
    );
  }
  checkBaseline(options.baseline, inputs.ids);
  if (options.window) windowOf(encoder, options.window);
}
