import { writeAtomically } from '@csm/base/node';
import { htmlReport, type ReportBlock, type ReportSection } from '@csm/render';
import { comparedTests } from '../analysis/compared-tests.js';
import { genesOfSides } from '../analysis/gene-sides.js';
import { counted, type SampleNoun } from '../certificate/answer.js';
import { hasWholeCounts } from '../data/open-cells-data.js';
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
        const { more, less } = genesOfSides(concept);
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
    ...(hasWholeCounts(data) ? [] : [NOT_RAW]),
    ...(leftOut.length > 0 ? [{ kind: 'note', title: 'Left out', text: leftOut.join('\n\n') } as const] : []),
    ...(await writtenFigure(out, 'heat-map', `First genes of each concept in all concepts`, HEAT_MAP)),
  ];
  return { heading: 'What to believe', blocks };
}

const NOT_RAW: ReportBlock = {
  kind: 'note',
  title: 'These are not raw counts',
  text:
    'The data have values that are not whole numbers: they may be normalised or log-transformed already. Distributions of counts, the logarithm ' +
    'of the counts and the plain test are then wrong. Run again on raw counts: `--layer counts` or `--layer raw`, if ' +
    'the file has them.',
};

const HEAT_MAP =
  'Rows: the first genes that the cells of each concept have more of. Columns: concepts. Colour: by how much the gene moves the cells of the ' +
  'column towards their concept, divided by the largest value of the column; red: they have more of it than the others; blue: they have less ' +
  'of it; white: it does not move them there.';

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
          '`scanpy.pl.rank_genes_groups(adata)` then draws the rankings. Genes that the cells lack are among the first, with a negative ' +
          'logfoldchange: `scanpy.get.rank_genes_groups_df(adata, group, log2fc_min=0)` leaves them out.',
      },
      { kind: 'files', files: files.map(({ name, content }) => ({ href: name, name, content })) },
    ],
  };
}
