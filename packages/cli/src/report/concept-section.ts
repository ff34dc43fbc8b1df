import { formatShare, histogramGrid, type ReportBlock, type ReportSection } from '@csm/render';
import { type ConceptResult, shownVerdict } from './concept-result.js';
import { mapsFigure } from './maps-figure.js';
import { ENOUGH_EXAMPLES } from './report-concept.js';
import type { ReportContext } from './report-context.js';

/** The section of a concept: verdict, what to do next, maps, scores, and the certificate. */
export function conceptSection(context: ReportContext, result: ConceptResult): ReportSection {
  const { concept, certificate, figure, drawn, values, maps, shown } = result;
  const { name } = concept.vector;
  return {
    heading: name,
    blocks: [
      {
        kind: 'verdict',
        ...shownVerdict(result),
        caption: `Maps of ${name} by ${certificate.explainer}`,
      },
      ...nextSteps(result),
      {
        kind: 'figure',
        source: mapsFigure(context, name, drawn, values, maps),
        alt: `Inputs with and without ${name}, each next to its maps by ${maps.map(({ method }) => method).join(', ')}`,
        caption:
          `Red raises the score of ${name}, blue lowers it. Compare each map with the last column: a map that looks like that of a random ` +
          `vector shows the input and the network, not the concept. The inputs were drawn at random` +
          `${shown.areTested ? ', from the examples on which the concept is tested.' : '; those with the concept are not among the examples of the tests.'}`,
      },
      ...scoreBlocks(result),
      {
        kind: 'details',
        summary: `The tests of ${name}: questions, answers, and what they cannot see`,
        blocks: [
          {
            kind: 'table',
            caption: `Tests of ${name}`,
            columns: ['question', 'answer', 'found', 'what to do', 'what it cannot see'],
            rows: certificate.questions.map(({ question, verdict, decides, found, todo, cannotSee }) => [
              question,
              decides ? verdict : `${verdict} (informs only)`,
              found,
              todo,
              cannotSee,
            ]),
          },
          {
            kind: 'figure',
            source: figure,
            alt: `Certificate of ${name}: ${certificate.verdict}`,
            caption: 'The regions that matter are outlined.',
          },
        ],
      },
    ],
  };
}

/** What the reader can do if the verdict is not "believe". The reasons say it for each test. */
function nextSteps(result: ConceptResult): ReportBlock[] {
  const { certificate, concept } = result;
  const { verdict } = shownVerdict(result);
  if (verdict === 'believe') return [];
  const { positives, negatives, independent } = certificate.examples;
  const { name } = concept.vector;
  const entangled = (certificate.measures.entanglement ?? []).filter(
    (label) => label.verdict === 'entangled',
  );
  const items = [
    entangled.length > 0
      ? `To hold other labels constant, run the command again with \`--given-labels ${entangled.map((label) => label.name).join(',')}\` and another --out.`
      : undefined,
    independent < ENOUGH_EXAMPLES
      ? `The tests need at least ${ENOUGH_EXAMPLES} independent examples with "${name}" and ${ENOUGH_EXAMPLES} without it; this page has ${positives} ` +
        `and ${negatives}. Label more inputs, and run the command again with another --out.`
      : undefined,
    verdict === 'doubt'
      ? `Do not show maps of "${name}" by ${certificate.explainer} as evidence. Look at the test that failed: it says whether the cause is the examples, the concept, the method or the model.`
      : `Until then, call maps of "${name}" untested.`,
  ].flatMap((item) => item ?? []);
  return [
    { kind: 'text', text: 'What to do next:' },
    { kind: 'list', items },
  ];
}

function scoreBlocks({ concept, certificate, scores }: ConceptResult): ReportBlock[] {
  const { name } = concept.vector;
  const separation = certificate.measures.separation;
  const auc = separation?.auc;
  const how =
    separation?.heldOut === 'folds'
      ? 'The vector was computed from these examples, so the histogram flatters it; the AUC is cross-validated.'
      : 'The vector was computed from other examples.';
  return [
    {
      kind: 'figure',
      source: histogramGrid({
        histograms: [{ title: name, ...scores, ...(typeof auc === 'number' && { auc }) }],
        columns: 1,
      }),
      alt: `Histograms of the scores of examples with and without ${name}`,
      caption: `Scores of ${scores.positives.length} examples with ${name} and ${scores.negatives.length} without it. ${how}${
        typeof auc === 'number'
          ? ` AUC ${formatShare(auc)}: the probability that an example with the concept scores higher than one without; 0.5 is chance.`
          : ''
      }`,
    },
  ];
}
