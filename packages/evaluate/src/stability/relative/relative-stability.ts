import {
  checkCount,
  checkFunction,
  checkOneOf,
  checkPositive,
  checkSeed,
  checkWatchers,
  eventLoopYielder,
  invalidArgument,
  keyedNormal,
  rows,
} from '@csm/base';
import { checkpoint } from '@csm/core/extend';
import type { NdArray } from 'ndarray';
import { checkFiniteInputs, checkMaps, checkSameShape } from '../../maps/check-maps.js';
import { stackRows } from '../../maps/stack-rows.js';
import { byElements, byNorm, changesZero, distance } from './relative-change.js';
import type { RelativeStabilityOptions } from './relative-stability-options.js';

/** Returns the maps of inputs, `[n, ...inputShape]`. */
export type Attribute = (inputs: NdArray<Float32Array>) => Promise<NdArray>;

/** What the change of maps is compared with. */
export interface Reference {
  /** What it is called in messages. */
  readonly name: string;
  /** One list of numbers per input. */
  readonly of: (inputs: NdArray<Float32Array>) => Promise<readonly ArrayLike<number>[]>;
  /** Whether its change is relative, or the plain distance ‖a − b‖. */
  readonly isRelative: boolean;
}

/**
 * The largest ratio, over perturbations of each input, of the relative change of its map to the change of a reference; for each reference, one
 * number per input. All references are compared with the same maps.
 * @throws if `attribute` or a reference does not return one item of the same shape per input, or an option is out of range; the
 * options' names are checked before.
 */
export async function relativeStabilities(
  caller: string,
  attribute: Attribute,
  references: readonly Reference[],
  inputs: NdArray,
  options: RelativeStabilityOptions,
): Promise<Float64Array[]> {
  check(caller, attribute, inputs, options);
  const { noise = 0.05, samples = 20, relativeTo = 'elements', epsilon = 1e-6, seed = 0 } = options;
  const { signal, onWarning = console.warn, onProgress } = options;
  const [, ...shape] = inputs.shape;
  const originals = [...rows(inputs)];
  const before = await statesOf(caller, attribute, references, stackRows(originals, shape));
  const relative = (relativeTo === 'elements' ? byElements : byNorm)(epsilon);
  const largest = references.map(() => new Float64Array(originals.length));
  const changedZeros = new Set<string>();
  const pause = eventLoopYielder();
  for (let k = 0; k < samples; k++) {
    await checkpoint({ signal, pause });
    const perturbed = originals.map((row, i) => {
      const normal = keyedNormal('relative stability', seed, i, k);
      return row.map((value) => value + noise * normal());
    });
    const after = await statesOf(caller, attribute, references, stackRows(perturbed, shape));
    checkSameShape(caller, before.maps, after.maps, 'maps');
    for (const i of originals.keys()) {
      const [map, other] = [before.mapRows[i]!, after.mapRows[i]!];
      const change = relative(map, other);
      if (relativeTo === 'elements' && changesZero(map, other)) changedZeros.add('maps');
      for (const [r, { name, isRelative }] of references.entries()) {
        const [a, b] = [before.compared[r]![i]!, after.compared[r]![i]!];
        const moved = isRelative ? relative(a, b) : distance(a, b);
        largest[r]![i] = Math.max(largest[r]![i]!, change / Math.max(moved, epsilon));
        if (relativeTo === 'elements' && isRelative && changesZero(a, b)) changedZeros.add(name);
      }
    }
    onProgress?.({ done: k + 1, total: samples });
  }
  if (changedZeros.size > 0) {
    onWarning(
      `${caller}: the ${[...changedZeros].join(' and ')} hold numbers that are exactly 0 and change; they are divided by ${epsilon} and decide ` +
        "the result; pass { relativeTo: 'norm' }.",
    );
  }
  return largest;
}

/** The maps of inputs, and what they are compared with. */
async function statesOf(
  caller: string,
  attribute: Attribute,
  references: readonly Reference[],
  inputs: NdArray<Float32Array>,
) {
  const maps = await attribute(inputs);
  checkMaps(caller, maps, 'what attribute returns');
  const mapRows = [...rows(maps)];
  const [count] = inputs.shape;
  const compared: (readonly ArrayLike<number>[])[] = [];
  for (const { name, of } of references) {
    const found = await of(inputs);
    if (mapRows.length !== count || found.length !== count) {
      throw invalidArgument(
        `${caller}: expected maps and ${name}, ${count} of each; got ${mapRows.length} and ${found.length}.`,
      );
    }
    compared.push(found);
  }
  return { maps, mapRows, compared };
}

function check(
  caller: string,
  attribute: Attribute,
  inputs: NdArray,
  options: RelativeStabilityOptions,
): void {
  checkWatchers(caller, options);
  checkFunction(caller, 'attribute', attribute);
  const { noise = 0.05, samples = 20, relativeTo = 'elements', epsilon = 1e-6, seed = 0 } = options;
  checkFiniteInputs(caller, inputs);
  checkPositive(caller, 'noise', noise);
  checkCount(caller, 'samples', samples);
  checkOneOf(caller, 'relativeTo', relativeTo, ['elements', 'norm']);
  checkPositive(caller, 'epsilon', epsilon);
  checkSeed(caller, seed);
}
