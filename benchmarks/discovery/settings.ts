import { settings as quickstart } from '../../support/drawn-faces/settings.js';

/** All numbers of the measurement, next to those of the quickstart, whose model it trains. */
export const settings = {
  seeds: [1, 2, 3],
  /** Faces that no method sees, on which it is judged. */
  heldOutFaces: 2000,
  /** Number of concepts, and of those of the larger autoencoder. */
  count: quickstart.latentSize,
  large: 2 * quickstart.latentSize,
  /** Codes per latent of the TopK autoencoder. */
  active: 8,
  /** Held-out faces with an attribute whose maps are judged. */
  shownFaces: 30,
  /** Held-out faces with an attribute for which concepts are ranked. */
  rankedFaces: 10,
} as const;
