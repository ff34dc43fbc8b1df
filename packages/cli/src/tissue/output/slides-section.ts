import { formatNumber, type ReportSection } from '@csm/render';
import type { ConceptResult, Replicate } from '../analysis.js';

/** How many genes the concepts of one marker on two slides share. */
export interface SlideAgreement {
  readonly marker: string;
  readonly slides: readonly [string, string];
  readonly shared: number;
  /** Number of genes of the smaller concept. */
  readonly of: number;
  /** Number of shared genes if both concepts were drawn at random from the genes that both slides have. */
  readonly chance: number;
}

type Concept = Pick<ConceptResult, 'marker' | 'found'>;

/** Compares the concepts of one slide with those of another that have the same name. */
export function slideAgreement(
  [one, concepts]: readonly [string, readonly Concept[]],
  [other, others]: readonly [string, readonly Concept[]],
): SlideAgreement[] {
  return concepts.flatMap(({ marker, found }) => {
    const same = others.find((each) => each.marker.name === marker.name);
    if (!same) return [];
    const known = new Set(same.found.ranking.map(({ gene }) => gene));
    const common = new Set(found.ranking.flatMap(({ gene }) => (known.has(gene) ? [gene] : [])));
    const of = ({ genes }: Concept['found']) =>
      genes.map(({ gene }) => gene).filter((gene) => common.has(gene));
    const [mine, theirs] = [of(found), new Set(of(same.found))];
    return {
      marker: marker.name,
      slides: [one, other] as const,
      shared: mine.filter((gene) => theirs.has(gene)).length,
      of: Math.min(mine.length, theirs.size),
      chance: common.size === 0 ? Number.NaN : (mine.length * theirs.size) / common.size,
    };
  });
}

/** Whether slides give the same genes; undefined if no concept is made on two of them. */
export function slidesSection(replicates: readonly Replicate[]): ReportSection | undefined {
  const firsts = replicates.flatMap(({ name, analyses: [first] }) =>
    first ? [[name, first.concepts] as const] : [],
  );
  const rows = firsts.flatMap((one, i) => firsts.slice(i + 1).flatMap((other) => slideAgreement(one, other)));
  if (rows.length === 0) return undefined;
  const text =
    'Each slide has a model of its own. The genes of a concept that are found on another slide too do not depend on this slide or this ' +
    'training. “By chance”: the number of shared genes if both concepts were drawn at random from the genes that both slides have. With several ' +
    'seeds, the concepts are those of the first.';
  return {
    heading: 'Do the slides agree?',
    blocks: [
      { kind: 'text', text },
      {
        kind: 'table',
        caption: 'Genes of the concepts that two slides share',
        columns: ['concept', 'slides', 'genes in both', 'by chance'],
        rows: rows.map(({ marker, slides, shared, of, chance }) => [
          marker,
          slides.join(' and '),
          `${shared} of ${of}`,
          formatNumber(chance),
        ]),
      },
    ],
  };
}
