import type { Attribution, Run, Target } from '@csm/core/extend';
import type { Tensor } from '@tensorflow/tfjs-core';

/**
 * A method that attributes a score to the outputs of a hidden layer: a plain object made by a function, such as `layerConductance()`, for
 * {@link explainLayer}.
 */
export interface LayerMethod {
  /** Name of the method, as in figures: `conductance`. */
  readonly name: string;
  /** The method with its settings. Default: the name. */
  readonly description?: string | undefined;
  /**
   * Attributes each score to the outputs of a layer.
   * @param layer a name of `layerNames(encoder)`.
   * @param inputs `[batch, ...inputShape]`, borrowed.
   * @returns as `Explainer.attribute`, with maps of the layer's shape.
   */
  attribute(target: Target, layer: string, inputs: Tensor, run: Run): Promise<Attribution>;
  /** Called once before the work. Throws if the method does not support this target. */
  check?(target: Target, layer: string): void;
}
