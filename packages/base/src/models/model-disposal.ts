import { invalidArgument } from '../errors.js';

/** A weight of a model: a tensor of tfjs, of which only this is read. */
interface Weight {
  readonly isDisposed: boolean;
}

/** The fields of a LayersModel, one of its layers, or a GraphModel that hold its weights. tfjs 4.22 declares some as private. */
interface ModelFields {
  readonly weights?: unknown;
  readonly executor?: { readonly weightMap?: Readonly<Record<string, readonly Weight[]>> } | null;
  readonly _refCount?: number | null;
}

/**
 * The weights of a LayersModel, a layer or a GraphModel; an empty list for any other value. Unlike tfjs' own `weights` this does not throw if
 * one was disposed.
 */
export function weightsOfModel(model: object): readonly Weight[] {
  const { weights, executor } = model as ModelFields;
  if (Array.isArray(weights)) return weights.flatMap((weight: { val?: Weight } | null) => weight?.val ?? []);
  return Object.values(executor?.weightMap ?? {}).flat();
}

/** Whether `dispose` of a LayersModel was called, which may leave the weights of layers that another model uses. */
export function isDisposedModel(model: object): boolean {
  return (model as ModelFields)._refCount === 0;
}

/** @throws if a LayersModel or GraphModel, or one of its weights, was disposed; other values pass. */
export function checkModelNotDisposed(caller: string, model: object): void {
  if (!isDisposedModel(model) && !weightsOfModel(model).some(({ isDisposed }) => isDisposed)) return;
  throw modelDisposed(caller);
}

/** The error for a model that was disposed. */
export function modelDisposed(caller: string): Error {
  return invalidArgument(
    `${caller}: the model was disposed; load it again, and dispose it only after the last use of its encoder or decoder.`,
  );
}
