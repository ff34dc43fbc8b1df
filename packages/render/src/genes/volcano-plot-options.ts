import { checkCount, checkList, checkOptions, invalidArgument, shown, validNames } from '@csm/base';

/** The largest number of names that a volcano plot has room for. */
const MOST_LABELS = 200;

/** Options of {@link volcanoPlot}. */
export interface VolcanoPlotOptions {
  readonly title?: string | undefined;
  readonly genes: readonly string[];
  /** The effect of each gene: `attribution` of a ranking, or the log fold change of a test. */
  readonly effect: ArrayLike<number>;
  /** The p-value of each gene, adjusted for the false discovery rate. Genes with NaN are not drawn. */
  readonly q: ArrayLike<number>;
  /** Genes with q up to this are coloured. Default 0.05. */
  readonly threshold?: number | undefined;
  /** How many genes are named, at most 200: coloured ones with the largest |effect| × −log₁₀ q (π-value of Xiao et al. 2014). Default 20. */
  readonly labels?: number | undefined;
  /** Genes that are named in any case, such as known markers. */
  readonly named?: readonly string[] | undefined;
  /** The name of the effect, with its unit. Default `mean attribution`. */
  readonly unit?: string | undefined;
  /** Width of the picture in pixels, at least 320. Default 640. */
  readonly width?: number | undefined;
  /** Height of the plot without title and caption in pixels, at least 160. Default 400. */
  readonly height?: number | undefined;
}

/** @throws unless the options are valid for `volcanoPlot`. */
export function checkVolcanoPlot(options: VolcanoPlotOptions): void {
  const caller = 'volcanoPlot';
  checkOptions(caller, options, {
    ...{ title: true, genes: true, effect: true, q: true, threshold: true, labels: true },
    ...{ named: true, unit: true, width: true, height: true },
  });
  const { genes, effect, q, threshold = 0.05, labels = 20, named = [], width = 640, height = 400 } = options;
  checkList(caller, 'genes', genes);
  checkList(caller, 'named', named);
  if (genes.length === 0) throw invalidArgument(`${caller}: genes must have at least one gene; got none.`);
  for (const [name, values] of [
    ['effect', effect],
    ['q', q],
  ] as const) {
    if (values?.length === genes.length) continue;
    const got = values === undefined ? 'undefined' : values.length;
    throw invalidArgument(`${caller}: ${name} must have one number per gene, ${genes.length}; got ${got}.`);
  }
  for (const [i, gene] of genes.entries()) {
    if (!Number.isFinite(effect[i])) {
      throw invalidArgument(`${caller}: the effect of "${gene}" must be finite; got ${effect[i]}.`);
    }
    const value = q[i] ?? Number.NaN;
    if (Number.isNaN(value) || (value >= 0 && value <= 1)) continue;
    throw invalidArgument(`${caller}: q of "${gene}" must be from 0 to 1, or NaN; got ${shown(value)}.`);
  }
  if (!(threshold > 0 && threshold < 1)) {
    throw invalidArgument(`${caller}: threshold must be between 0 and 1; got ${shown(threshold)}.`);
  }
  const known = new Set(genes);
  for (const name of named) {
    if (known.has(name)) continue;
    throw invalidArgument(
      `${caller}: named gene "${name}" is not in genes; ${validNames('genes', name, genes)}.`,
    );
  }
  checkCount(caller, 'labels', labels, { min: 0, max: MOST_LABELS - named.length });
  checkCount(caller, 'width', width, { min: 320 });
  checkCount(caller, 'height', height, { min: 160 });
}
