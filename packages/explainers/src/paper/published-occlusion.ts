import { checkOptions, invalidArgument, shown } from '@csm/base';
import type { Encoder } from '@csm/core';
import type { Explainer } from '@csm/core/extend';
import { occlusion } from '../methods/occlusion.js';
import type { PaperOcclusionOptions } from './paper-options.js';

const CALLER = 'paperMethods.occlusion';

/** Occlusion whose window and strides are 1 along every axis of the encoder's inputs, unless given. */
export function publishedOcclusion(options: PaperOcclusionOptions = {}): Explainer {
  checkOptions<PaperOcclusionOptions>(CALLER, options, { windowShape: true, step: true });
  const { windowShape, step = 1 } = options;
  if (windowShape !== undefined) checkLengths('windowShape', windowShape);
  checkLengths('step', step);
  const fitted = ({ inputShape }: Encoder): Explainer => {
    const perAxis = (name: string, list: readonly number[]): readonly number[] => {
      if (list.length === inputShape.length) return list;
      throw invalidArgument(
        `${CALLER}: ${name} must have one number per axis of the inputs [${inputShape.join(', ')}]; got [${list.join(', ')}].`,
      );
    };
    const window = windowShape === undefined ? inputShape.map(() => 1) : perAxis('windowShape', windowShape);
    const strides = typeof step === 'number' ? inputShape.map(() => step) : perAxis('step', step);
    return occlusion({ window, strides, referenceWindows: true });
  };
  return {
    ...occlusion({ window: [1] }),
    description: `occlusion by 0, window ${sizes(windowShape ?? [1])}, strides ${sizes([step].flat())}`,
    check: (target, onWarning) => fitted(target.encoder).check?.(target, onWarning),
    attribute: (target, inputs, run) => fitted(target.encoder).attribute(target, inputs, run),
  };
}

/** One number stands for every axis. */
const sizes = (list: readonly number[]): string =>
  list.length === 1 ? `${list} along every axis` : list.join(' × ');

function checkLengths(name: 'windowShape' | 'step', given: number | readonly number[]): void {
  const list: unknown = name === 'step' && typeof given === 'number' ? [given] : given;
  if (Array.isArray(list) && list.length > 0 && list.every((each) => Number.isInteger(each) && each >= 1))
    return;
  const expected =
    name === 'step'
      ? 'a whole number of at least 1, or one per axis'
      : 'whole numbers of at least 1, one per axis';
  throw invalidArgument(
    `${CALLER}: ${name} must be ${expected}; got ${Array.isArray(given) ? JSON.stringify(given) : shown(given)}.`,
  );
}
