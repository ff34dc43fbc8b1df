import type { ConceptResult } from './analysis.js';
import type { Evidence } from './evidence.js';

/** States in words, for each concept and method, whether the maps depend on the concept. It needs no labels. */
export function dependenceVerdict(concepts: readonly ConceptResult[]): string[] {
  return concepts.flatMap(({ marker, maps }) =>
    maps.map(({ method, dependence, random }) => {
      const what = `${marker.name}, ${method.name}`;
      const share = dependence.explainedByRandom;
      if (Number.isNaN(share)) return `${what}: the maps are constant, so they show nothing.`;
      const percent = `${(100 * share).toFixed(0)} %`;
      const evidence = `Maps of ${random.length} random concept vectors explain ${percent} of their variance`;
      return dependence.depends
        ? `${what}: the maps depend on the concept. ${evidence}.`
        : `${what}: the maps do not depend on the concept; they show the gene and the network. ${evidence}; at most 40 % pass.`;
    }),
  );
}

/** States in words whether maps find the layers better than counts do, and whether they depend on the concept. */
export function verdict(rows: readonly Evidence[]): string[] {
  const row = (what: string) => rows.find((one) => one.what === what)!;
  const [counts, share, decoded] = ['raw counts', 'counts per 10,000', 'decoded concept'].map(row);
  const methods = rows.filter((one) => !Number.isNaN(one.random));
  const best = (key: 'genes' | 'mean') => methods.reduce((top, one) => (one[key] > top[key] ? one : top));
  const [single, mean] = [best('genes'), best('mean')];
  const simple = [counts!, share!].reduce((top, one) => (one.mean > top.mean ? one : top));
  const blind = methods.filter((one) => one.genes - one.random < 0.05).map((one) => one.what);
  const than = (value: number, other: number) => (value > other ? 'more than' : 'not more than');
  return [
    `One gene at a time, the best maps (${single.what}) reach ${auc(single.genes)}, ${than(single.genes, counts!.genes)} the raw counts of the same genes (${auc(counts!.genes)}); counts per 10,000 reach ${auc(share!.genes)}.`,
    `Averaged over the genes of the concept, the best maps (${mean.what}) reach ${auc(mean.mean)}, ${than(mean.mean, simple.mean)} the average of ${simple.what} without any network (${auc(simple.mean)}).`,
    `Here, maps ${single.genes > simple.mean || mean.mean > simple.mean ? 'beat' : 'do not beat'} the averaged counts of the concept's genes. The decoded concept reaches ${auc(decoded!.mean)}.`,
    blind.length > 0
      ? `These are within .05 of random concept vectors, so they hardly depend on the concept: ${blind.join('; ')}.`
      : 'Every method is more than .05 above random concept vectors.',
  ];
}

/** Formats an AUC for the tables. */
export const auc = (value: number | undefined): string =>
  value === undefined || Number.isNaN(value) ? '' : value.toFixed(3).replace(/^(-?)0\./, '$1.');
