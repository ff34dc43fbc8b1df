/** All numbers of the table of confounders. */
export const confounders = {
  phis: [0, 0.4, 0.8, 0.95],
  pairs: [
    ['hat', 'glasses'],
    ['glasses', 'hat'],
  ],
  /** Pictures with both attributes for which maps are made, the same for all φ, so that only the vector changes. */
  inputs: 12,
  /** Donors for each input and patch; they lack both attributes. */
  donorsPerInput: 2,
  /** Points of integrated gradients. */
  steps: 8,
  version: 1,
} as const;
