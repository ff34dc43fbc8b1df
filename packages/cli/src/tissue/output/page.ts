import { writeAtomically } from '@csm/base/node';
import { htmlReport, type ReportBlock, type ReportSection } from '@csm/render';
import { csvFormat } from 'd3-dsv';
import { figureBlock } from '../../experiments/figure-block.js';
import type { Versions } from '../../run/versions.js';
import type { Analysis, ConceptResult, Replicate } from '../analysis.js';
import { dependenceVerdict } from '../verdict.js';
import { certificateBlocks, certificateFilesOf } from './certificates.js';
import { evidenceSection, stabilitySection } from './comparisons.js';
import { slidesSection } from './slides-section.js';

const LEAD =
  'The second experiment of Brocki & Chung 2019 (https://arxiv.org/abs/1910.13140). A variational autoencoder learns the pictures of the ' +
  'genes: the counts of a gene over the spots of a tissue section. The concept of a marker is the mean latent of the genes whose ' +
  'latents correlate most with the marker’s. A concept saliency map of a gene shows which spots give the gene its concept score, the ' +
  'dot product of the concept vector and the gene’s latent.';

/** Writes `index.html`, which contains all figures, and `evidence.csv` if spots have labels. */
export async function writePage(
  out: string,
  replicates: readonly Replicate[],
  versions: Versions,
): Promise<void> {
  const sections: ReportSection[] = [];
  for (const replicate of replicates) sections.push(await replicateSection(out, replicate));
  const slides = slidesSection(replicates);
  if (slides) sections.unshift(slides);
  const names = replicates.map(({ name }) => name);
  const settings = Object.fromEntries(replicates.map(({ name, settings }) => [name, settings]));
  const html = htmlReport({
    title: `Concept saliency maps of ${names.join(', ')}`,
    lead: LEAD,
    sections,
    settings: { ...settings, versions },
  });
  await writeAtomically(`${out}/index.html`, html);
}

async function replicateSection(out: string, { name, notes, analyses }: Replicate): Promise<ReportSection> {
  const sections: ReportSection[] = [];
  if (analyses.some(({ evidence }) => evidence.length > 0)) {
    await writeAtomically(`${out}/${name}/evidence.csv`, evidenceTable(name, analyses));
    const file = { href: `${name}/evidence.csv`, name: 'evidence.csv', content: 'all cases' };
    const section = evidenceSection(analyses);
    sections.push({ ...section, blocks: [...section.blocks, { kind: 'files', files: [file] }] });
  }
  if (analyses.length > 1) sections.push(stabilitySection(analyses));
  for (const analysis of analyses) sections.push(await analysisSection(out, analysis));
  return { heading: name, blocks: [{ kind: 'list', items: notes }], sections };
}

function evidenceTable(replicate: string, analyses: readonly Analysis[]): string {
  const rows = analyses.flatMap(({ seed, evidence }) =>
    evidence.flatMap(({ marker, layers, counts, rows: each }) =>
      each.map((row) => ({ replicate, seed, marker, layers: layers.join(' '), in_mean: counts, ...row })),
    ),
  );
  return `${csvFormat(rows)}\n`;
}

async function analysisSection(out: string, analysis: Analysis): Promise<ReportSection> {
  const { seed, model, concepts, figures, warnings, folder } = analysis;
  const drawn: ReportBlock[] = [];
  for (const { name, title, caption } of figures) {
    drawn.push(
      await figureBlock(`${out}/${folder}/${name}`, `${title}, seed ${seed}`, `${title}. ${caption}`),
    );
  }
  return {
    heading: `Training with seed ${seed}`,
    blocks: [{ kind: 'text', text: model }],
    sections: [
      {
        heading: 'Can the concepts and their maps be believed?',
        blocks: [{ kind: 'text', text: CERTIFICATES }, ...(await certificateBlocks(out, analysis))],
      },
      {
        heading: 'Do the maps depend on the concept?',
        blocks: [
          { kind: 'text', text: DEPENDENCE },
          { kind: 'list', items: dependenceVerdict(concepts) },
          ...(warnings.length > 0
            ? [{ kind: 'note', title: 'Warnings of the methods', text: warnings.join('\n\n') } as const]
            : []),
        ],
      },
      { heading: 'Figures', blocks: drawn },
      {
        heading: 'The genes of the concepts',
        blocks: [{ kind: 'text', text: GENES }, ...concepts.map(geneBlock)],
      },
      filesSection(analysis),
    ],
  };
}

const CERTIFICATES =
  'The answers of `certify` of @csm/evaluate. The examples are genes from which the concept was not made: with labelled spots, the genes ' +
  'whose share of the counts is highest in the marker’s layer, against the genes of the other layers and others; without labels, ' +
  'the genes that are next in similarity to the marker; these were chosen by their latents, so they are easy to separate. A concept may ' +
  'describe only that a gene has many counts, so this label is tested as well. What the encoder reads is measured by replacing ' +
  'neighbourhoods of spots with those of genes of other concepts.';

const DEPENDENCE =
  'The maps of each concept’s genes are compared with the maps of the same genes for random concept vectors of the same length ' +
  '(`conceptDependence` of @csm/evaluate). Maps that depend on the concept need not be correct.';

const GENES =
  'r: Pearson correlation of the gene’s latent with the marker’s, over the dimensions of the latent. q: its p-value, adjusted for all ' +
  'genes (Benjamini and Hochberg). Score: concept score. Latents of one network are not independent, so a small q says that two ' +
  'latents are similar, not that two genes are regulated together.';

function geneBlock({ marker, found, scores }: ConceptResult): ReportBlock {
  const rows = found.genes.map(({ gene, index, r, q }, i) => [
    gene,
    i + 1,
    r.toFixed(3),
    // The marker's own q is 0.
    q === 0 ? '0' : q.toExponential(1),
    (scores[index] ?? Number.NaN).toFixed(2),
  ]);
  const caption = `The ${rows.length} genes of the concept ${marker.name}`;
  return {
    kind: 'details',
    summary: `${marker.name}: ${rows.length} genes`,
    blocks: [{ kind: 'table', caption, columns: ['gene', 'rank', 'r', 'q', 'score'], rows }],
  };
}

function filesSection(analysis: Analysis): ReportSection {
  const { folder, files } = analysis;
  const all = [
    ...files,
    ...certificateFilesOf(analysis),
    { name: 'concepts.json', content: 'the concept vectors, for loadConcepts of @csm/core/node' },
    { name: 'model', content: 'the model, for loadVae of @csm/models/node' },
    { name: 'run.json', content: 'settings, hashes and versions' },
  ];
  const text =
    'Every figure is in the same folder as SVG and PNG. In Python: `numpy.load` for .npy, `pandas.read_csv` for .csv, `scanpy.read_h5ad` for .h5ad.';
  return {
    heading: 'Files',
    blocks: [
      { kind: 'text', text },
      {
        kind: 'files',
        files: all.map(({ name, content }) => ({ href: `${folder}/${name}`, name, content })),
      },
    ],
  };
}
