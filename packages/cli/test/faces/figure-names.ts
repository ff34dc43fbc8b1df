/** The figures of every run; one that trains a model also draws `loss-curve`. */
export const figureNames = [
  'all-methods',
  'decoded-concepts',
  'entanglement',
  'guided-backprop',
  'guided-backprop-control',
  'histograms',
  'overlays',
  'panel',
  'reconstructions',
  'rectified-gradient',
  'rectified-gradient-control',
  'traversal',
] as const;

export const figureFiles = (names: readonly string[]): string[] =>
  names.flatMap((name) => [`${name}.png`, `${name}.svg`]);
