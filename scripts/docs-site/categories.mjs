/**
 * The values of `@category` in the order in which the site shows them; `test/documented-categories.test.ts` fails on an exported function without
 * one, or with one that is not listed here. Types need none: they come last, in "Types".
 */
export const CATEGORIES = [
  // Modules
  'Packages',
  'Subpaths',
  // @csm/core, @csm/onnx
  'Encoders and decoders',
  'Run a model',
  'Concepts',
  'Scores',
  'Explain',
  'Export',
  // @csm/core/statistics
  'Find a concept',
  'Test a concept',
  // @csm/core/discovery
  'Discover concepts',
  // @csm/explainers
  'Choose a method',
  'Gradient methods',
  'Propagation methods',
  'Hidden layers',
  'Perturbation methods',
  'Decoder methods',
  'Wrappers',
  'Explain a pair',
  'Baselines',
  'Features',
  'The paper’s methods',
  // @csm/evaluate
  'Verdicts',
  'Compare methods',
  'Controls',
  'Significance',
  'Gene rankings',
  'Faithfulness',
  'Localisation',
  'Stability',
  'Complexity',
  'Similarity of maps',
  'Tissue',
  'Maps',
  // @csm/datasets
  'Images',
  'Attribute tables',
  'Read a tissue',
  'Genes and spots',
  'Cells',
  'Groups of cells',
  'Split and sample',
  'Synthetic data',
  'Write results',
  // @csm/models
  'Architectures',
  'Train',
  'Move in the latent space',
  'Models and weights from Keras',
  // @csm/render
  'Figures',
  'Reports',
  'Plots',
  'Pictures',
  'Colours and numbers',
  'Write files',
  // @csm/scale
  'Plan and run',
  'Stores',
  'Results of many inputs',
  // @csm/cli
  'The command csm',
  // @csm/hdf5
  'HDF5',
  // @csm/wasm
  'Kernels',
  'Threads',
  // All packages
  'Save and load',
  // For authors of extensions
  'Write an encoder',
  'Write an explainer',
  'Run a method with rules',
  'Backward rules',
  'Graphs and operations',
  'Random draws',
  'Check arguments',
];
