import { writeAtomically } from '@csm/base/node';
import { htmlReport, type ReportBlock, type ReportSection } from '@csm/render';
import type { RankedConcept } from '../analysis/cells-analysis.js';
import { comparedTests } from '../analysis/compared-tests.js';
import { firstGenes } from '../analysis/first-genes.js';
import { counted, type SampleNoun } from '../certificate/answer.js';
import type { CellsResults } from './cells-results.js';
import { conceptSection } from './concept-section.js';
import { writtenFigure } from './figures.js';

/** Writes `index.html`, which contains all figures. */
export async function writePage(out: string, results: CellsResults): Promise<void> {
  const { data, concepts, settings } = results;
  const sections: ReportSection[] = [await summarySection(out, results)];
  for (const concept of concepts) sections.push(await conceptSection(out, concept, results));
  sections.push(madeSection(results), filesSection(results));
  const names = concepts.map(({ name }) => name);
  const html = htmlReport({
    title: `Which genes make ${names.length > 3 ? `${names.length} kinds of ${data.noun}s` : names.join(', ')} in ${data.name}?`,
    lead: leadOf(results),
    ...{ sections, settings },
  });
  await writeAtomically(`${out}/index.html`, html);
}

const leadOf = ({ data: { noun }, method }: CellsResults): string =>
  `An encoder describes each ${noun} by a few numbers, its latent. A concept, such as a cell type, is the direction in the latent that leads from the ` +
  `other ${noun}s to the ${noun}s of the concept. The ranking says by which genes the encoder places the ${noun}s of a concept along this ` +
  `direction (${method}). It shows what this encoder reads. It is not a test of differential expression; such a test stands next to it.`;

async function summarySection(out: string, results: CellsResults): Promise<ReportSection> {
  const { concepts, data, leftOut } = results;
  const blocks: ReportBlock[] = [
    {
      kind: 'table',
      caption: 'Verdicts',
      columns: [
        ...['concept', `${data.noun}s`, 'verdict', 'first genes: they have more of', 'they have less of'],
        'also first in the plain test',
      ],
      rows: concepts.map((concept) => {
        const { name, positives, certificate } = concept;
        const { shared, top } = comparedTests(concept);
        const { more, less } = firstOfBothSides(concept);
        return [
          name,
          positives,
          certificate.verdict,
          more.join(', '),
          less.join(', '),
          `${shared} of ${top}`,
        ];
      }),
    },
    {
      kind: 'text',
      text:
        `"believe": the encoder tells these ${data.noun}s apart, its first genes are the ones that it uses, and they are the same in another training. ` +
        'It does not say that a gene causes anything. "too few to tell" is neither a pass nor a failure. "doubt": do not publish this ' +
        `ranking; the reasons say what failed.${concepts.length > 1 ? ` Each of the ${concepts.length} concepts was tested on its own, so the more there are, the likelier one passes by chance.` : ''}`,
    },
    ...(leftOut.length > 0 ? [{ kind: 'note', title: 'Left out', text: leftOut.join('\n\n') } as const] : []),
    ...(await writtenFigure(out, 'heat-map', `First genes of each concept in all concepts`, HEAT_MAP)),
  ];
  return { heading: 'What to believe', blocks };
}

/** The first genes that the cells of a concept have more of, and those that they have less of. */
function firstOfBothSides({ ranking, test }: RankedConcept) {
  const first = firstGenes(ranking.attribution);
  const named = (isOf: (fold: number) => boolean) =>
    first
      .filter((gene) => isOf(test.logFoldChange[gene] ?? Number.NaN))
      .slice(0, 5)
      .map((gene) => ranking.genes[gene] ?? '');
  return { more: named((fold) => fold >= 0), less: named((fold) => fold < 0) };
}

const HEAT_MAP =
  'Rows: the first genes of each concept. Columns: concepts. Red: the gene moves these cells towards the concept; blue: away from it. ' +
  'Each column is divided by its largest value.';

function madeSection({ data, models, settings, notes }: CellsResults): ReportSection {
  const { counts, noun } = data;
  return {
    heading: 'Data and model',
    blocks: [
      {
        kind: 'list',
        items: [
          `${data.path}: ${counted(counts.spots.names.length, noun)}, ${counted(counts.genes.length, 'gene')}.`,
          ...notes,
          ...models.map(({ name, description }) => `${name}: ${description}`),
          ...(settings.donor === undefined ? [independence(noun)] : []),
        ].map(capitalised),
      },
    ],
  };
}

/** What the tests assume without donors. */
function independence(noun: SampleNoun): string {
  const neighbours = noun === 'spot' ? ', and so are neighbouring spots' : '';
  return (
    `No donors were named (--donor), so every ${noun} counts as independent. The ${noun}s of one donor are alike${neighbours}: p-values and ` +
    'confidence bounds are then too good.'
  );
}

const capitalised = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

function filesSection({ files }: CellsResults): ReportSection {
  return {
    heading: 'Files',
    blocks: [
      {
        kind: 'text',
        text:
          'Every figure is in the folder `figures` as SVG and PNG. In Python: `pandas.read_csv` for .csv, `scanpy.read_h5ad` for .h5ad; ' +
          '`scanpy.pl.rank_genes_groups(adata)` then draws the rankings.',
      },
      { kind: 'files', files: files.map(({ name, content }) => ({ href: name, name, content })) },
    ],
  };
}
