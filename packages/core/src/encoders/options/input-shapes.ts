import { invalidArgument, someNames, validNames } from '@csm/base';
import type { GraphNode } from '../../graph/graph.js';
import type { EncoderOptions } from '../encoder-options.js';
import type { WalkedModel } from '../walked-model.js';

type Lengths = readonly (number | null)[];

/** Gives the inputs of a model the shapes of the option `inputShape`. @throws if a shape does not fit, or a name is not an input's. */
export function withInputShapes(
  caller: string,
  walked: WalkedModel,
  { inputShape, given = {} }: Pick<EncoderOptions, 'inputShape' | 'given'>,
): WalkedModel {
  if (inputShape === undefined) return walked;
  const inputs = inputsOf(walked);
  const names = inputs.map(({ name }) => name);
  const shapes = new Map<string, readonly number[]>();
  if (isShape(inputShape)) {
    const explained = names.filter((name) => !Object.hasOwn(given, name));
    const [only] = explained;
    if (only === undefined || explained.length > 1) {
      throw invalidArgument(
        `${caller}: inputShape must be an object with the shapes by the inputs' names, because the model has ${someNames('input', explained)}; ` +
          `got [${inputShape}].`,
      );
    }
    shapes.set(only, inputShape);
  } else {
    for (const [name, shape] of Object.entries(inputShape)) {
      if (!names.includes(name)) {
        throw invalidArgument(
          `${caller}: the model has no input "${name}", for which inputShape has a shape; ${validNames('inputs', name, names)}.`,
        );
      }
      shapes.set(name, shape);
    }
  }
  const nodes = walked.nodes.map((node) => {
    const shape = node.operation.kind === 'input' ? shapes.get(node.name) : undefined;
    if (shape === undefined) return node;
    if (!fits(shape, node.outputShape)) {
      throw invalidArgument(
        `${caller}: inputShape must fit input "${node.name}" of shape ${lengthsText(node.outputShape)}; got [${shape}].`,
      );
    }
    return { ...node, outputShape: shape };
  });
  return { ...walked, nodes };
}

/** The inputs of a walked model: those where the encoder starts, if they are named. */
export function inputsOf({ nodes, starts }: WalkedModel): GraphNode[] {
  return nodes.filter(
    ({ id, operation }) => operation.kind === 'input' && (starts === undefined || starts.has(id)),
  );
}

/** Whether a shape has the lengths that are not free. */
export function fits(shape: readonly number[], lengths: Lengths): boolean {
  return (
    shape.length === lengths.length &&
    lengths.every((length, axis) => length === null || length === shape[axis])
  );
}

/** A shape with free lengths, as text. */
export function lengthsText(lengths: Lengths): string {
  return `[${lengths.map((length) => length ?? 'any')}]`;
}

function isShape(value: NonNullable<EncoderOptions['inputShape']>): value is readonly number[] {
  return Array.isArray(value);
}
