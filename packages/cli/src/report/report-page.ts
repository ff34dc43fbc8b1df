import { basename } from 'node:path';
import { describeEncoder } from '@csm/explainers';
import type { ReportBlock, ReportSection } from '@csm/render';
import { csvFormat } from 'd3-dsv';
import { isPerConcept } from '../methods/method-by-name.js';
import type { MethodData } from '../methods/method-data.js';
import { conceptMethodData, sharedMethodData } from '../methods/method-inputs.js';
import { inFlags } from '../terminal/in-flags.js';
import { type ConceptResult, conceptResult, shownVerdict } from './concept-result.js';
import { conceptSection } from './concept-section.js';
import { coordinateSection } from './coordinate-section.js';
import { dataSection } from './data-section.js';
import {
  conceptsSummary,
  coordinatesSummary,
  NO_CONCEPTS,
  readingSection,
  relationsSection,
} from './page-sections.js';
import type { Coordinate, ReportConcept, ReportSubject } from './report-concept.js';
import type { ReportContext } from './report-context.js';

/** The parts of the page, and what the command prints. */
export interface ReportPage {
  readonly title: string;
  readonly lead: string;
  readonly sections: readonly ReportSection[];
  /** One line for the terminal. */
  readonly summary: string;
  /** The answer for `--json`. */
  readonly json: Readonly<Record<string, unknown>>;
}

/** Makes everything that the page shows. @param warnings those so far; it is added to. */
export async function reportPage(
  context: ReportContext,
  subject: ReportSubject,
  warnings: string[],
): Promise<ReportPage> {
  const { model, inputs, methods, folder, settings, run } = context;
  const shared = await sharedMethodData(methods, settings, { model, inputs }, run);
  const made =
    subject.kind === 'concepts'
      ? await conceptsPage(context, subject.concepts, shared, warnings)
      : await coordinatesPage(context, subject.coordinates, shared, warnings);
  await folder.text(
    'inputs.csv',
    'the names of the inputs',
    () => `${csvFormat(inputs.ids.map((id) => ({ id })))}\n`,
  );
  const { text } = await describeEncoder(model.encoder, [], { signal: run.signal });
  const sections = [
    ...made.sections,
    readingSection,
    await dataSection(context, text),
    ...(warnings.length > 0
      ? [{ heading: 'Warnings', blocks: [{ kind: 'list', items: [...new Set(warnings)] } as const] }]
      : []),
    filesSection(context),
  ];
  return { ...made, sections };
}

async function conceptsPage(
  context: ReportContext,
  concepts: readonly ReportConcept[],
  shared: MethodData,
  warnings: string[],
): Promise<ReportPage> {
  const { model, inputs, methods } = context;
  const results: ConceptResult[] = [];
  for (const concept of concepts) results.push(await conceptResult(context, concept, concepts, shared));
  for (const { concept, maps, certificate } of results) {
    const of = [
      ...maps.flatMap(({ method, warnings: each }) => each.map((warning) => `${method}: ${warning}`)),
      ...certificate.warnings.map(inFlags),
    ];
    for (const warning of of) warnings.push(`${concept.vector.name}, ${warning}`);
  }
  const names = concepts.map(({ vector }) => vector.name);
  const verdicts = results
    .map((result) => `${result.certificate.concept}: ${shownVerdict(result).verdict}`)
    .join('; ');
  return {
    title: `${names.join(', ')} in ${basename(model.path)}`,
    lead:
      `Which features of ${inputs.ids.length} inputs give them their concept scores in the model \`${basename(model.path)}\`, and can the maps be ` +
      `believed? Maps are made by ${methods.join(', ')}; the verdicts are about the maps of ${methods[0]}.`,
    sections: [
      { heading: 'Summary', blocks: conceptsSummary(results) },
      ...results.map((result) => conceptSection(context, result)),
      ...relationsSection(results),
    ],
    summary: verdicts,
    json: {
      kind: 'concepts',
      concepts: results.map((result) => ({
        name: result.certificate.concept,
        ...shownVerdict(result),
        auc: result.certificate.measures.separation?.auc,
        examples: result.certificate.examples,
      })),
    },
  };
}

async function coordinatesPage(
  context: ReportContext,
  coordinates: readonly Coordinate[],
  shared: MethodData,
  warnings: string[],
): Promise<ReportPage> {
  const { model, inputs, methods, settings, run } = context;
  const sections: ReportSection[] = [];
  for (const coordinate of coordinates) {
    const concepts = coordinates.map(({ vector }) => vector);
    // A coordinate has no negatives: content is replaced by that of any other input, and counterfactuals move to the mean.
    const of = { concept: coordinate.vector, concepts, donors: inputs.ids };
    const data = methods.some(isPerConcept)
      ? await conceptMethodData(methods, settings, shared, { model, inputs }, of, run)
      : shared;
    const { section, warnings: told } = await coordinateSection(context, coordinate, data);
    sections.push(section);
    for (const warning of told) warnings.push(warning);
  }
  const none: ReportBlock[] =
    coordinates.length > 0
      ? [coordinatesSummary(coordinates)]
      : [
          {
            kind: 'text',
            text: 'No coordinate of the latent varies over the inputs: the model does not tell them apart.',
          },
        ];
  return {
    title: `What varies in the latent of ${basename(model.path)}`,
    lead: `No examples of a concept were given, so this page shows which features of ${inputs.ids.length} inputs change the coordinates of the latent of \`${basename(model.path)}\`. Maps are made by ${methods.join(', ')}.`,
    sections: [{ heading: 'Summary', blocks: [...NO_CONCEPTS(context), ...none] }, ...sections],
    summary: `no concepts; ${coordinates.length} latent coordinates`,
    json: {
      kind: 'coordinates',
      coordinates: coordinates.map(({ vector, ...rest }) => ({ name: vector.name, ...rest })),
    },
  };
}

/** Links to all files, which NumPy, pandas and this package read. */
const filesSection = ({ folder }: ReportContext): ReportSection => ({
  heading: 'Files',
  blocks: [
    {
      kind: 'text',
      text: `All numbers of this page are in the folder \`${basename(folder.path)}\` next to it. In Python, \`numpy.load\` reads .npy, and \`pandas.read_csv\` .csv.`,
    },
    {
      kind: 'details',
      summary: `${folder.files.length + 1} files`,
      blocks: [
        {
          kind: 'files',
          files: [
            ...folder.files.map(({ name, content }) => ({ href: folder.href(name), name, content })),
            { href: folder.href('run.json'), name: 'run.json', content: 'settings, versions and hashes' },
          ],
        },
      ],
    },
  ],
});
