import { checkCount, checkOptions, invalidArgument, shown, typeName } from '@csm/base';

/** One epoch of a training, as `trainVae` of `@csm/models` returns it. */
export interface LossCurveEpoch {
  readonly epoch: number;
  readonly loss: number;
  readonly validation?: { readonly loss: number } | undefined;
}

/** Options of {@link lossCurve}. */
export interface LossCurveOptions {
  readonly title?: string | undefined;
  /** The name of the loss, with its unit. Default `loss`. */
  readonly label?: string | undefined;
  /** Width of the picture in pixels, at least 240; the plot is half as high. Default 480. */
  readonly width?: number | undefined;
}

/** @throws unless the arguments are valid for `lossCurve`. */
export function checkLossCurve(history: readonly LossCurveEpoch[], options: LossCurveOptions): void {
  const caller = 'lossCurve';
  if (!Array.isArray(history)) {
    throw invalidArgument(
      `${caller}: expected the history of a training, [{ epoch, loss, validation? }]; got ${typeName(history)}.`,
    );
  }
  checkOptions(caller, options, { title: true, label: true, width: true });
  checkCount(caller, 'width', options.width ?? 480, { min: 240 });
  if (history.length === 0)
    throw invalidArgument(`${caller}: history must have at least one epoch; got none.`);
  for (const [i, item] of (history as readonly (LossCurveEpoch | undefined)[]).entries()) {
    const numbers = { epoch: item?.epoch, loss: item?.loss, 'validation.loss': item?.validation?.loss ?? 0 };
    for (const [name, value] of Object.entries(numbers)) {
      if (Number.isFinite(value)) continue;
      throw invalidArgument(
        `${caller}: ${name} of history[${i}] must be a finite number; got ${shown(value)}.`,
      );
    }
  }
}
