import { writeAtomically } from '@csm/base/node';
import { htmlReport, type ReportBlock, type ReportSection, type ReportTable } from '@csm/render';
import { drawnFigure, figureBlock } from '../../experiments/figure-block.js';
import { experimentEngine } from '../../models/engine.js';
import { versionsOf } from '../../run/versions.js';
import type { Controlled } from '../maps/measure-maps.js';
import type { Findings } from './report.js';
import { type ConceptResult, verdictOf } from './results.js';

/** A certificate and its files, without their extension, relative to the page. */
export interface PageCertificate {
  readonly concept: string;
  readonly file: string;
}

/** What a page shows in addition to the findings. */
export interface PageFindings extends Findings {
  /** The certificates of the concepts that have one. */
  readonly certificates: readonly PageCertificate[];
}

const LEAD =
  'The first experiment of Brocki & Chung 2019 (https://arxiv.org/abs/1910.13140). A variational autoencoder learns the pictures. The ' +
  'concept vector of an attribute is the mean latent of pictures with it minus the mean latent of pictures without it. A concept ' +
  'saliency map shows which pixels of a picture give it its concept score, the dot product of its latent and the concept vector.';

/** Writes `index.html`, which contains all figures. */
export async function writePage(out: string, findings: PageFindings): Promise<void> {
  const { faces, run } = findings;
  const html = htmlReport({
    title: `Concept saliency maps of ${faces.title}`,
    lead: LEAD,
    sections: [
      ...(await believeSections(out, findings)),
      await mapSection(out, findings),
      await scoreSection(out, findings),
      await modelSection(out, findings),
      filesSection(findings),
    ],
    settings: { faces: faces.title, ...run.settings, versions: versionsOf(await experimentEngine()) },
  });
  await writeAtomically(`${out}/index.html`, html);
}

async function believeSections(
  out: string,
  { results, certificates, warnings, run, noise, faces }: PageFindings,
): Promise<ReportSection[]> {
  const choices: ReportBlock[] = run.choices ? [{ kind: 'list', items: run.choices }] : [];
  const verdicts: ReportBlock[] = [];
  for (const { concept, certificate } of results) {
    const { name } = concept.definition;
    const files = certificates.find((one) => one.concept === name);
    if (!certificate || !files) continue;
    const { verdict, reasons, explainer } = certificate;
    const figure = await figureBlock(
      `${out}/${files.file}`,
      `Certificate of the concept ${name}: ${verdict}`,
      'The questions of the certificate, the measurements behind them and the answers.',
    );
    verdicts.push(
      { kind: 'verdict', verdict, reasons, caption: `${name}, ${explainer}` },
      { kind: 'details', summary: `The certificate of ${name}`, blocks: [figure] },
    );
  }
  const without =
    verdicts.length === 0
      ? 'No concept with maps has enough scored pictures that are not among its examples, so nothing could be certified.'
      : 'The answers of `certify` of @csm/evaluate, from scored pictures that are not examples of the concept. Read a map only together with its verdict.';
  return [
    { heading: 'What was done', blocks: [...choices, ...noiseNote(noise, faces.scored)] },
    {
      heading: 'Can the concepts and their maps be believed?',
      blocks: [
        { kind: 'text', text: without },
        ...verdicts,
        ...mapTables(results),
        ...warningBlocks(warnings),
      ],
    },
  ];
}

function noiseNote(noise: readonly string[], scored: string): ReportBlock[] {
  if (noise.length === 0) return [];
  const text = `${noise.join(', ')}. The vector of a concept that does not separate is noise, and so are its maps.`;
  return [{ kind: 'note', title: `Not shown to separate ${scored}`, text }];
}

function warningBlocks(warnings: Findings['warnings']): ReportBlock[] {
  if (warnings.length === 0) return [];
  const items = [...new Set(warnings.map(({ concept, method, text }) => `${concept}, ${method}: ${text}`))];
  return [
    { kind: 'details', summary: `Warnings about maps (${items.length})`, blocks: [{ kind: 'list', items }] },
  ];
}

/** Measures of the maps against random vectors. */
function mapTables(results: readonly ConceptResult[]): ReportTable[] {
  const against = ({ concept, random: [mean, , largest] }: Controlled) =>
    `${concept.toFixed(3)} (${mean.toFixed(3)}, ${largest.toFixed(3)})`;
  const rows = results.flatMap(({ maps: measured }) =>
    Object.entries(measured?.methods ?? {}).map(([method, m]) => [
      `${measured?.name}, ${method}`,
      measured?.ids.length ?? 0,
      m.explainedByRandom,
      m.warnings.length === 0 ? 'yes' : 'no',
      against(m.change),
      against(m.conceptChange),
      m.inside ? against(m.inside) : '–',
      measured?.area ?? Number.NaN,
    ]),
  );
  if (rows.length === 0) return [];
  return [
    {
      kind: 'table',
      caption:
        'Maps of pictures with the concept. In brackets: random vectors of equal norm, mean and largest. Above 0.40 explained by random, maps do not show the concept.',
      columns: [
        'concept, method',
        'pictures',
        'explained by random',
        'depends on the concept',
        'correlation of |map| with the decoded change of its vector',
        'the same with the change of the concept',
        'share inside the region',
        'area of the region',
      ],
      rows,
    },
  ];
}

async function mapSection(out: string, { faces, examples }: PageFindings): Promise<ReportSection> {
  const figure = (name: string, alt: string, caption: string) => drawnFigure(`${out}/${name}`, alt, caption);
  const each = examples.map(({ name }) => name).join(', ');
  const paper = async (name: string, method: string) => [
    ...(await figure(name, `${method} of ${each}`, `${method}, as in the paper.`)),
    ...(await figure(
      `${name}-control`,
      `${method} of ${each} and of a random vector`,
      'The same with the map of a random vector, which the paper lacks.',
    )),
  ];
  return {
    heading: 'Maps',
    blocks: [
      ...(await figure(
        'panel',
        `Maps of ${each} by each method, next to maps of a random vector`,
        `One row per concept: one of the ${faces.scored} with a high score, and for each method its map and the map of a random vector of equal norm. If the two look alike, the map shows the picture and the network, not the concept. Red raises the score, blue lowers it.`,
      )),
      ...(await figure(
        'overlays',
        `The same maps over the pictures`,
        'The same maps over the pictures in grey.',
      )),
      ...(await figure(
        'all-methods',
        'Maps of one picture by every method, each next to the map of a random vector',
        'Every method on the picture of the concept that separates best.',
      )),
    ],
    sections: [
      {
        heading: "The paper's figures",
        blocks: [
          ...(await paper('rectified-gradient', 'Rectified gradient')),
          ...(await paper('guided-backprop', 'Guided backprop')),
        ],
      },
    ],
  };
}

async function scoreSection(out: string, { faces, results }: PageFindings): Promise<ReportSection> {
  const { scored } = faces;
  const rows = results.map(({ concept, scores, entangled, otherAucs: other }) => {
    const found = scores.separability;
    return [
      concept.definition.name,
      concept.examples[0],
      concept.examples[1],
      found?.auc ?? Number.NaN,
      found ? found.aucInterval.map((value) => value.toFixed(3)).join(' to ') : '–',
      verdictOf(scores),
      found?.cohensD ?? Number.NaN,
      other?.logistic ?? Number.NaN,
      other?.svm ?? Number.NaN,
      concept.halves,
      entangled ? `${entangled.name} ${entangled.cosine.toFixed(2)}` : '–',
      other?.partial ?? Number.NaN,
    ];
  });
  return {
    heading: 'Do the concepts separate?',
    blocks: [
      ...(await drawnFigure(
        `${out}/histograms`,
        `Histograms of the concept scores of ${scored} with and without each attribute`,
        `Concept scores of ${scored} with and without each attribute.`,
      )),
      {
        kind: 'table',
        caption: `Concept scores of ${scored}. AUC with its 95 % interval; logistic and SVM: the AUC of the vectors of these classifiers; given it: the AUC with the label of the most entangled concept held constant.`,
        columns: [
          ...[
            'concept',
            'examples with',
            'without',
            'AUC',
            'interval',
            'separates',
            'Cohen’s d',
            'logistic',
            'SVM',
          ],
          ...['split-half cosine', 'entangled with', 'AUC, given it'],
        ],
        rows,
      },
      ...(await drawnFigure(
        `${out}/entanglement`,
        'Matrix of the cosines of all pairs of concept vectors',
        `Cosines of the concept vectors. Near 1 or −1, two concepts are one direction of the latent space. Hatched: one of the two is not shown to separate.`,
      )),
    ],
  };
}

async function modelSection(out: string, { faces }: PageFindings): Promise<ReportSection> {
  const figure = (name: string, alt: string, caption: string) => drawnFigure(`${out}/${name}`, alt, caption);
  return {
    heading: 'The model',
    blocks: [
      ...(await figure(
        'reconstructions',
        `Pictures and their reconstructions`,
        `Some of the ${faces.scored}, and what the decoder makes of their latents. A concept that is not visible here cannot be mapped.`,
      )),
      ...(await figure(
        'decoded-concepts',
        'The mean picture, moved along each concept vector',
        'The decoder’s picture of each concept: the mean latent, moved along the concept vector, and the change from the first picture to the last.',
      )),
      ...(await figure(
        'traversal',
        'The shown pictures, moved along their concept vectors, next to their maps',
        'The same for the shown pictures, next to the map of the first method.',
      )),
      ...(await figure('loss-curve', 'Losses of each epoch', 'Training and validation loss of each epoch.')),
    ],
  };
}

function filesSection({ certificates }: PageFindings): ReportSection {
  return {
    heading: 'Files',
    blocks: [
      {
        kind: 'text',
        text: 'Every figure is here as PNG and SVG. In Python: `numpy.load` for .npy, `pandas.read_csv` for .csv.',
      },
      {
        kind: 'files',
        files: [
          { href: 'results.csv', name: 'results.csv', content: 'one row per concept with all measures' },
          {
            href: 'results.json',
            name: 'results.json',
            content: 'the same with settings, losses, cosines and warnings',
          },
          { href: 'scores.csv', name: 'scores.csv', content: 'concept scores of all pictures' },
          {
            href: 'concepts.json',
            name: 'concepts.json',
            content: 'the concept vectors, for loadConcepts of @csm/core/node',
          },
          { href: 'latents', name: 'latents', content: 'latents of all pictures' },
          { href: 'maps/index.csv', name: 'maps', content: 'maps as .npy, described in index.csv' },
          ...certificates.map(({ concept, file }) => ({
            href: `${file}.json`,
            name: `${file}.json`,
            content: `the certificate of ${concept}`,
          })),
          { href: 'model', name: 'model', content: 'the model, for loadVae of @csm/models/node' },
          { href: 'run.json', name: 'run.json', content: 'settings, hashes and versions' },
        ],
      },
    ],
  };
}
