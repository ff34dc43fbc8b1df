/** What files do not say about themselves. */
export interface Choices {
  /** How numbers of pictures in [0, 1] become the model's inputs. `'auto'`: what the decoder restores best, else as they are. */
  readonly normalise: 'auto' | NormalisationName;
  /** Name of the output with the latent; empty: the model's only output, or one with a name such as z_mean. */
  readonly output: string;
  /** How a latent with several axes becomes a list of numbers. */
  readonly latent: 'flatten' | 'mean' | 'max';
}

/** Range or statistics of the model's inputs. */
export type NormalisationName = '0…1' | '−1…1' | '0…255' | 'ImageNet';

export const defaultChoices: Choices = { normalise: 'auto', output: '', latent: 'flatten' };
