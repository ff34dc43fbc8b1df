import { checkOptions, invalidArgument, shown, typeName } from '@csm/base';
import { isObject } from '../checks/is-object.js';
import type { LoadKerasWeightsOptions } from './load-keras-weights-options.js';

/** @throws for unknown and invalid options of {@link loadKerasWeights}. */
export function checkLoadOptions(caller: string, options: LoadKerasWeightsOptions): void {
  checkOptions<object>(caller, options, { prefix: true, names: true });
  const { prefix, names } = options;
  if (prefix !== undefined && (typeof prefix !== 'string' || prefix === '')) {
    throw invalidArgument(`${caller}: prefix must be the name of a part of the file; got ${shown(prefix)}.`);
  }
  if (names === undefined) return;
  if (!isObject(names) || Object.values(names).some((name) => typeof name !== 'string')) {
    throw invalidArgument(
      `${caller}: names must be an object of names, { layer of the model: layer of the file }; got ${typeName(names)}.`,
    );
  }
}
