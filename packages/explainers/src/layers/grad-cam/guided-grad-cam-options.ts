import type { ActivationScope } from '../../rules/activations.js';
import type { GradCamOptions } from './grad-cam-options.js';

/** Options of {@link guidedGradCam}. */
export interface GuidedGradCamOptions extends Pick<GradCamOptions, 'layer' | 'interpolation'> {
  /** The activations to which the rule of guided backprop applies: see `guidedBackprop`. Default `relu`. */
  readonly activations?: ActivationScope | undefined;
}
