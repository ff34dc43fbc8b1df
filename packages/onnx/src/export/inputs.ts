import { unsupportedModel } from '@csm/base';
import type { Graph } from '@csm/core/extend';
import type { NamedValue } from '../write/assemble.js';
import type { Emitter } from '../write/emitter.js';
import { sideInputsOf } from '../write/side-inputs.js';
import { BATCH, type Value } from '../write/value.js';

/** The value where a graph starts, `[BATCH, ...inputShape]`. */
export function inputOf(emitter: Emitter, graph: Graph): Value {
  return perSample(emitter, 'input', graph.nodes[graph.input]?.outputShape ?? []);
}

/**
 * The inputs of a file for values that differ between samples.
 * @param taken names that other inputs and outputs of the file have.
 * @throws if two of the names are equal.
 */
export function sideInputs(
  caller: string,
  emitter: Emitter,
  graph: Graph,
  taken: readonly string[],
): NamedValue[] {
  const names = new Set(taken);
  return sideInputsOf(graph).map(({ name, values: { shape } }) => {
    if (names.has(name)) {
      throw unsupportedModel(
        `${caller}: the encoder has values per sample named "${name}", which is the name of another input or output of the file; rename ` +
          'that input of the model.',
      );
    }
    names.add(name);
    return { name, value: perSample(emitter, name, shape.slice(1)) };
  });
}

const perSample = (emitter: Emitter, name: string, shape: readonly number[]): Value =>
  emitter.input(name, { type: 'float32', shape: [BATCH, ...shape] });
