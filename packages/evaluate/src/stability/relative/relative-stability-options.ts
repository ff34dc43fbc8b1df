import type { Progress } from '@csm/base';

/**
 * Options of {@link relativeInputStability}, {@link relativeOutputStability} and {@link relativeRepresentationStability}.
 */
export interface RelativeStabilityOptions {
  /** Standard deviation of the normal noise on the inputs. Default 0.05. */
  readonly noise?: number | undefined;
  /** Number of perturbations of each input. Default 20. */
  readonly samples?: number | undefined;
  /**
   * How changes of maps, inputs and latents are made relative. `elements` (default), as in the paper: each number is divided by its own value, so that
   * numbers near 0 dominate. `norm`: ‖a − a′‖ / ‖a‖, which is well defined for maps and pictures with zeros.
   */
  readonly relativeTo?: 'elements' | 'norm' | undefined;
  /** ε, the least denominator, and what numbers that are exactly 0 are divided by. Default 1e-6. */
  readonly epsilon?: number | undefined;
  /** Whole number from 0 to 2³² − 1. Default 0. */
  readonly seed?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called with a message if numbers that are exactly 0 are divided by ε. Default `console.warn`. */
  readonly onWarning?: ((message: string) => void) | undefined;
  /** Called after each perturbation of all inputs. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** The names of the options, for `checkOptions`. */
export const RELATIVE_STABILITY_OPTIONS = {
  noise: true,
  samples: true,
  relativeTo: true,
  epsilon: true,
  seed: true,
  signal: true,
  onWarning: true,
  onProgress: true,
} as const;
