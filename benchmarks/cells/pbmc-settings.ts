/**
 * The protocol of the experiment with real blood cells, written before any result was seen: 200 cells whose types are known by surface
 * proteins, which the encoder never sees. All 16,727 genes are used; none is chosen.
 *
 * Ranks are those of the signed score in descending order, from 1. The overlap of two seeds is the share of the first `first` genes that both
 * rankings have. Average precision counts the markers of the type as true and all other genes as false, although other genes mark
 * these types as well: it compares methods, and its size means little.
 */
export const settings = {
  seeds: [0, 1],
  /** Thresholds of "high" and "low" by Otsu's method on ln(1 + count). */
  concepts: {
    'CD14 monocyte': 'CD14 high and CD3 low and CD19 low',
    'B cell': 'CD19 high and CD3 low',
    'T cell': 'CD3 high and CD19 low',
    'NK cell': 'CD56 high and CD3 low and CD14 low',
  },
  markers: {
    'CD14 monocyte': ['LYZ', 'CD14', 'S100A8', 'S100A9'],
    'B cell': ['MS4A1', 'CD79A'],
    'T cell': ['CD3D', 'CD3E'],
    'NK cell': ['NKG7', 'GNLY'],
  },
  first: 50,
  explainedCells: 200,
} as const;

export type PbmcConcept = keyof typeof settings.concepts;
