/**
 * Numbers and places that differ when a block runs in the tests, by page: the block on the page stays as it is. Each replaces every place
 * where it stands in the page's blocks.
 */
export const REPLACEMENTS: Readonly<Record<string, readonly (readonly [shown: string, run: string])[]>> = {
  'docs/guide/cells.md': [['...geneTraining', '...geneTraining, epochs: 2']],
  'packages/datasets/README.md': [
    ['count: 3000', 'count: 20'],
    ['count: 1000', 'count: 40'],
    ['Array(1000)', 'Array(40)'],
    ['epochs: 8', 'epochs: 1'],
  ],
};
