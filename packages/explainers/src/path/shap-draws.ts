import { invalidArgument, typeName } from '@csm/base';
import { Tensor } from '@tensorflow/tfjs-core';
import { checkNoise } from '../attribution/check-noise.js';
import type { ShapDraw } from '../methods/gradient-shap-options.js';

/** @returns the draw. @throws unless it fits the batch and the baselines; its noise is then disposed. */
export function checkDraw(draw: ShapDraw, inputs: Tensor, baselineCount: number): ShapDraw {
  const { alpha, baseline, noise } = (draw ?? {}) as Partial<ShapDraw>;
  const [batch = 0] = inputs.shape;
  const fits = (list: unknown, fitting: (value: number) => boolean) =>
    isNumbers(list) && list.length === batch && Array.from(list).every(fitting);
  try {
    if (!fits(alpha, (value) => value >= 0 && value <= 1)) {
      throw invalidArgument(
        `gradientShap: draw must return alpha as ${batch} numbers from 0 to 1, one per sample; got ${listed(alpha)}.`,
      );
    }
    if (!fits(baseline, (index) => Number.isInteger(index) && index >= 0 && index < baselineCount)) {
      throw invalidArgument(
        `gradientShap: draw must return baseline as ${batch} whole numbers from 0 to ${baselineCount - 1}, one per sample; ` +
          `got ${listed(baseline)}.`,
      );
    }
  } catch (error) {
    if (noise instanceof Tensor && noise !== inputs) noise.dispose();
    throw error;
  }
  if (noise !== undefined) checkNoise('gradientShap', 'draw must return noise as', noise, inputs);
  return draw;
}

function isNumbers(list: unknown): list is ArrayLike<number> {
  return Array.isArray(list) || (ArrayBuffer.isView(list) && !(list instanceof DataView));
}

/** The first numbers of a list, for messages. */
function listed(list: unknown): string {
  if (!isNumbers(list)) return typeName(list);
  const [shown, more] = [Array.from(list).slice(0, 6), list.length > 6 ? ', …' : ''];
  return `[${shown.join(', ')}${more}]`;
}
