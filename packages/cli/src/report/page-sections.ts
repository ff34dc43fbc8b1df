import { conceptCosines } from '@csm/core/statistics';
import { formatShare, matrixMap, type ReportBlock, type ReportSection } from '@csm/render';
import { quoted } from './command-flags.js';
import { type ConceptResult, shownVerdict } from './concept-result.js';
import type { Coordinate } from './report-concept.js';
import { ENOUGH_EXAMPLES } from './report-concept.js';
import type { ReportContext } from './report-context.js';

/** What the tests assume if the call names no groups. */
const INDEPENDENT =
  ' Every input counts as independent of the others. If several show the same person, animal or patient, the tests find too much: ' +
  'run the command again with `--groups COLUMN`, a column of the table that says who it is.';

/** The summary of all concepts. */
export function conceptsSummary(results: readonly ConceptResult[]): ReportBlock[] {
  return [
    {
      kind: 'table',
      caption: 'Verdicts',
      columns: [
        'concept',
        'verdict',
        'AUC',
        'lower 95 % bound',
        'tested with',
        'tested without',
        'made from',
      ],
      rows: results.map((result) => {
        const { concept, certificate } = result;
        return [
          concept.vector.name,
          shownVerdict(result).verdict,
          shareText(certificate.measures.separation?.auc),
          shareText(certificate.measures.separation?.bounds[0]),
          certificate.examples.positives,
          certificate.examples.negatives,
          `${concept.madeFrom.positives} with, ${concept.madeFrom.negatives} without${concept.isHeldOut ? '' : ' (the same; cross-validated)'}`,
        ];
      }),
    },
    ...(results.length > 1 ? [{ kind: 'text', text: severalTested(results.length) } as const] : []),
    {
      kind: 'text',
      text:
        '"believe" is a statement about these examples and this model. It does not say that the concept causes anything outside the model. ' +
        '"too few to tell" is neither a pass nor a failure.' +
        (results.some(({ concept }) => concept.groups) ? '' : INDEPENDENT),
    },
  ];
}

/** Each concept is tested on its own. */
const severalTested = (count: number): string =>
  `${count} concepts were tested, each on its own: neither the p-values nor the verdicts are corrected for the number of concepts. The more ` +
  'concepts are tested, the more likely one of them passes by chance. A concept that you chose before you saw the page counts for more ' +
  'than the best of many.';

/** What the page says first if there are no concepts, and how to give examples. */
export const NO_CONCEPTS = ({ model, inputs, flags }: ReportContext): ReportBlock[] => {
  const [data = 'DATA'] = inputs.sources.map(({ path }) => path);
  return [
    {
      kind: 'note',
      title: 'These are coordinates, not concepts',
      text:
        'A coordinate of a latent space need not mean anything, and a map of it answers no question that you asked. There is no verdict, ' +
        'because nothing can be tested without examples. The coordinates below only show what the model distinguishes in these inputs.\n\n' +
        `To explain a concept, such as eyeglasses, give examples: at least ${ENOUGH_EXAMPLES} inputs with it and ${ENOUGH_EXAMPLES} without it. ` +
        'Write a table with one row per input, its name in the first column, and 1 or 0 in a column with the name of the concept. Then run, with the other options of this call (such as `--normalise`):',
    },
    {
      kind: 'code',
      text: `csm report ${quoted(model.path)} ${quoted(data)}${flags} --attributes TABLE.csv --name CONCEPT --out concept.html`,
    },
  ];
};

/** Numbers that are not known are null in a written certificate. */
const shareText = (value: number | null | undefined): string =>
  typeof value === 'number' ? formatShare(value) : '–';

/** The table of the coordinates. */
export const coordinatesSummary = (coordinates: readonly Coordinate[]): ReportBlock => ({
  kind: 'table',
  caption: 'The latent coordinates that vary most over the inputs',
  columns: ['coordinate', 'mean', 'standard deviation', 'share of the variance'],
  rows: coordinates.map(({ index, mean, standardDeviation, share }) => [
    `latent coordinate ${index}`,
    mean,
    standardDeviation,
    `${(100 * share).toFixed(1)} %`,
  ]),
});

/** How the concepts are related: cosines, and labels that move a concept's score. */
export function relationsSection(results: readonly ConceptResult[]): ReportSection[] {
  const names = results.map(({ concept }) => concept.vector.name);
  const labels = results.flatMap(({ concept, certificate }) =>
    (certificate.measures.entanglement ?? []).map((label) => [concept.vector.name, label] as const),
  );
  const blocks: ReportBlock[] = [];
  if (results.length > 1) {
    const cosines = conceptCosines(results.map(({ concept }) => concept.vector));
    blocks.push({
      kind: 'figure',
      source: matrixMap({
        values: cosines,
        rows: names,
        label: 'cosine of two concept vectors',
        cellSize: 28,
      }),
      alt: `Cosines of the vectors of ${names.join(', ')}`,
      caption:
        'Moving along one concept changes the score of another whose cosine is not 0. The cosines of a concept that does not separate are meaningless.',
    });
    blocks.push({
      kind: 'details',
      summary: 'The cosines as a table',
      blocks: [
        {
          kind: 'table',
          caption: 'Cosines of the concept vectors',
          columns: ['concept', ...names],
          rows: names.map((name, i) => [name, ...names.map((_, j) => Number(cosines.get(i, j)))]),
        },
      ],
    });
  }
  if (labels.length > 0) {
    blocks.push({
      kind: 'table',
      caption:
        'Does the score of a concept also separate another label, among examples with the same label of the concept? "entangled": the AUC is not .5. ' +
        'The verdict is "doubt" only if it is below .3 or above .7. `--given-labels` holds labels constant.',
      columns: ['concept', 'other label', 'answer', 'in words'],
      rows: labels.map(([name, { name: label, verdict, sentence }]) => [
        name,
        label,
        verdict,
        sentence.replace('; partialConcept holds it constant', ''),
      ]),
    });
  }
  return blocks.length > 0 ? [{ heading: 'How the concepts are related', blocks }] : [];
}

/** How to read the page. */
export const readingSection: ReportSection = {
  heading: 'How to read a map',
  blocks: [
    {
      kind: 'list',
      items: [
        'A concept is a direction in the latent space of the model: the mean latent of examples with it minus that of examples without it. The score of an input is the dot product of its latent and this direction.',
        'A map says to which features of one input a method attributes its score. Every vector has maps that look plausible, even a vector of random labels, so look at the verdict first.',
        'If the score does not separate examples that it has not seen, its maps say nothing about the concept.',
        'Two methods that disagree cannot both be right. `agreement` shows only where the response of the encoder to replaced content agrees with the drawing of the decoder.',
        'A map explains the model. It does not say what causes the concept in nature.',
      ],
    },
  ],
};
