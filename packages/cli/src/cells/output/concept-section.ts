import { formatNumber, formatShare, type ReportBlock, type ReportSection } from '@csm/render';
import type { RankedConcept } from '../analysis/cells-analysis.js';
import { comparedTests } from '../analysis/compared-tests.js';
import { firstGenes, placesOf, TOP } from '../analysis/first-genes.js';
import { counted, type SampleNoun } from '../certificate/answer.js';
import type { CellsResults } from './cells-results.js';
import { writtenFigure } from './figures.js';

/** The section of a concept: verdict, genes, the plain test, gene sets and the questions. */
export async function conceptSection(
  out: string,
  concept: RankedConcept,
  { data, models }: CellsResults,
): Promise<ReportSection> {
  const { name, file, description, positives, negatives, within, certificate } = concept;
  const { noun } = data;
  const blocks: ReportBlock[] = [
    {
      kind: 'text',
      text:
        `${counted(positives, noun)} against ${counted(negatives, noun)}: ${description}.` +
        (within === undefined ? '' : ` They are compared within batches (“${within}”).`),
    },
    {
      kind: 'verdict',
      verdict: certificate.verdict,
      reasons: certificate.reasons,
      caption: `The ranking of ${name}`,
    },
    ...(await writtenFigure(out, `genes-${file}`, `First genes of ${name}`, inNoun(BARS, noun))),
    genesTable(concept, models[1]?.name),
    { kind: 'text', text: inNoun(TABLE, noun) },
    ...(await writtenFigure(out, `map-${file}`, `The score of ${name} over the tissue`, MAP)),
    ...testBlocks(concept, noun),
    ...enrichmentBlocks(concept, noun),
    {
      kind: 'details',
      summary: `The tests of ${name}: questions and answers`,
      blocks: [
        {
          kind: 'table',
          caption: `Tests of ${name}`,
          columns: ['question', 'answer', 'found', 'what to do'],
          rows: certificate.answers.map(({ question, verdict, decides, isAsked = true, found, todo }) => [
            question,
            isAsked ? (decides ? verdict : `${verdict} (informs only)`) : 'not asked',
            found,
            todo,
          ]),
        },
      ],
    },
    ...volcanoBlocks(await writtenFigure(out, `volcano-${file}`, `All genes of ${name}`, VOLCANO)),
  ];
  return { heading: name, blocks };
}

const BARS =
  'Mean attribution over the cells of the concept, with its standard error (over donors, if they are known). To the right: the gene, as ' +
  'these cells have it, raises the score of the concept; to the left: it lowers the score. “(less)”: they have less of this gene than the others, ' +
  'so it is its lack that raises the score.';

const TABLE =
  '“Attribution”: how much the gene raises the score of these cells. “q”: share of false discoveries if this gene and all genes with a ' +
  'smaller q are called, from exchanged labels. “Specificity”: standard deviations above random directions of the latent; near 0, the gene moves ' +
  'every direction of this encoder, not this concept; “q of specificity”: share of false discoveries if genes ' +
  'with at most this q are called specific; with a q near 1, even a large specificity is no evidence. “log2 fold”: above 0, these cells have more of the gene; below 0, the encoder reads that ' +
  'they lack it. “Plain test”: the place among all genes by the rank-sum test (Wilcoxon), as scanpy computes it, whichever side has more.';

const COMPARED =
  'How the ranking compares with other trainings and with a plain test (rank-sum test of log counts per 10,000, without any model). To find ' +
  'genes that differ between cells, use the plain test; the ranking adds what this encoder makes of them.';

const SETS =
  'AUC: probability that a gene of the set stands before another gene. p: from exchanged labels of the cells, because genes of a set are ' +
  'correlated, so that exchanging genes would find too much.';

const MAP =
  'The score of the concept at each spot. Red: like the spots of the concept; blue: unlike. The score says what the encoder reads of a spot, ' +
  'not how many such cells it has.';

const VOLCANO = 'Every dot is a gene. Coloured: q up to 0.05.';

function volcanoBlocks(blocks: readonly ReportBlock[]): ReportBlock[] {
  if (blocks.length === 0) return [];
  return [{ kind: 'details', summary: 'All genes: attribution and q', blocks }];
}

function genesTable(concept: RankedConcept, second: string | undefined): ReportBlock {
  const { name, ranking, test, others } = concept;
  const { genes, attribution, q, specificity } = ranking;
  const error = ranking.donorStandardError ?? ranking.standardError;
  const [other] = others;
  const places = other && placesOf(other.attribution);
  return {
    kind: 'table',
    caption: `The first ${Math.min(TOP, genes.length)} of ${genes.length.toLocaleString('en')} genes of ${name}`,
    columns: [
      ...['gene', 'attribution', 'standard error'],
      ...(q ? ['q'] : []),
      ...(specificity ? ['specificity', 'q of specificity'] : []),
      ...['log2 fold', 'place in the plain test'],
      ...(places ? [`place in ${second ?? 'the second model'}`] : []),
    ],
    rows: firstGenes(attribution).map((gene) => [
      genes[gene] ?? '',
      attribution[gene] ?? Number.NaN,
      error[gene] ?? Number.NaN,
      ...(q ? [shareText(q[gene])] : []),
      ...(specificity ? [zText(specificity.z[gene]), shareText(specificity.q[gene])] : []),
      foldText(test.logFoldChange[gene]),
      test.rank[gene] ?? Number.NaN,
      ...(places ? [places[gene] ?? Number.NaN] : []),
    ]),
  };
}

const shareText = (value = Number.NaN) => (value >= 0 && value <= 1 ? formatShare(value) : '–');
const zText = (value = Number.NaN) => (Number.isFinite(value) ? formatNumber(value, 2) : '–');

/** A mean of zero would be a fold of 2³⁰ or more. */
const LARGEST_FOLD = 10;

function foldText(value = Number.NaN): string {
  if (Number.isNaN(value)) return '–';
  if (Math.abs(value) > LARGEST_FOLD) return value < 0 ? `< −${LARGEST_FOLD}` : `> ${LARGEST_FOLD}`;
  return formatNumber(value, 2);
}

/** A text about cells for spots. */
const inNoun = (text: string, noun: SampleNoun) =>
  noun === 'cell' ? text : text.replace(/\bcell(s?)\b/g, `${noun}$1`);

function testBlocks(concept: RankedConcept, noun: SampleNoun): ReportBlock[] {
  const { name, ranking, test } = concept;
  const { top, shared, onlyEncoder, onlyTest } = comparedTests(concept);
  const named = (genes: readonly number[]) => genes.map((gene) => ranking.genes[gene] ?? '').join(', ');
  const seeds = inBoth(concept);
  const items = [
    ...(seeds.length > 0 ? [`First in every training: ${named(seeds)}.`] : []),
    `${shared} of the first ${top} genes of the encoder are also among the first ${top} of the plain test.`,
    ...(onlyEncoder.length > 0
      ? [
          `Only the encoder puts these first: ${named(onlyEncoder)}. If they are not genes of ${name}, ask what they have in common: a batch, stress, the cell cycle, the number of counts.`,
        ]
      : []),
    ...(onlyTest.length > 0
      ? [
          `Only the plain test puts these first: ${named(onlyTest)}. These differ between the ${noun}s, but the encoder hardly uses them.`,
        ]
      : []),
    ...(test.outside.length > 0
      ? [
          `The plain test also finds genes that the model does not have: ${test.outside.map(({ gene }) => gene).join(', ')}.`,
        ]
      : []),
  ];
  return [
    {
      kind: 'text',
      text: inNoun(COMPARED, noun),
    },
    { kind: 'list', items },
  ];
}

/** The genes that are among the first by every model. */
function inBoth({ ranking, others }: RankedConcept): number[] {
  if (others.length === 0) return [];
  const sets = others.map(({ attribution }) => new Set(firstGenes(attribution)));
  return firstGenes(ranking.attribution).filter((gene) => sets.every((set) => set.has(gene)));
}

function enrichmentBlocks({ name, enrichment }: RankedConcept, noun: SampleNoun): ReportBlock[] {
  if (enrichment === undefined) return [];
  const first = enrichment.slice(0, 15);
  return [
    {
      kind: 'table',
      caption: `Gene sets among the first genes of ${name}: ${first.length} of ${enrichment.length}`,
      columns: ['gene set', 'genes', 'AUC', 'p', 'q'],
      rows: first.map((each) => [each.name, each.size, each.auc, each.p, each.q]),
    },
    {
      kind: 'text',
      text: inNoun(SETS, noun),
    },
  ];
}
