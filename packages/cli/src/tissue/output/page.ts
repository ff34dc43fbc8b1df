import { readFile } from 'node:fs/promises';
import { writeAtomically } from '@csm/base/node';
import { rasterize } from '@csm/render/node';
import { csvFormat } from 'd3-dsv';
import type { Analysis, ConceptResult, Figure, Replicate } from '../analysis.js';
import { dependenceVerdict } from '../verdict.js';
import { certificatesHtml } from './certificates.js';
import { evidenceSection, stabilitySection } from './comparisons.js';
import { asHtml, htmlPage, link, list, table } from './html.js';

const TITLE = 'Concept saliency maps of the mouse olfactory bulb';

/** Writes `index.html`, which contains all figures, and `evidence.csv` if spots have labels. */
export async function writePage(out: string, replicates: readonly Replicate[]): Promise<void> {
  const parts = [
    `<p>The second experiment of Brocki &amp; Chung 2019 (<a href="https://arxiv.org/abs/1910.13140">arXiv 1910.13140</a>). A variational
autoencoder learns the pictures of all genes: the counts of a gene over the spots of a tissue section. The concept of a marker gene
is the mean latent of the genes whose latents correlate most with the marker’s. A concept saliency map of a gene shows which spots
give the gene its concept score, the dot product of the concept vector and the gene’s latent.</p>`,
  ];
  for (const { name, description, analyses } of replicates) {
    parts.push(`<h2>${asHtml(name)}</h2>\n<p>${asHtml(description)}.</p>`);
    if (analyses.some(({ evidence }) => evidence.length > 0)) {
      await writeAtomically(`${out}/${name}/evidence.csv`, evidenceTable(name, analyses));
      parts.push(
        evidenceSection(analyses),
        `<p>${link(`${name}/evidence.csv`, 'evidence.csv')}: all cases.</p>`,
      );
    }
    if (analyses.length > 1) parts.push(stabilitySection(analyses));
    for (const analysis of analyses) parts.push(await analysisSection(out, analysis));
  }
  await writeAtomically(`${out}/index.html`, htmlPage(TITLE, parts.join('\n')));
}

function evidenceTable(replicate: string, analyses: readonly Analysis[]): string {
  const rows = analyses.flatMap(({ seed, evidence }) =>
    evidence.flatMap(({ marker, layers, counts, rows: each }) =>
      each.map((row) => ({ replicate, seed, marker, layers: layers.join(' '), in_mean: counts, ...row })),
    ),
  );
  return `${csvFormat(rows)}\n`;
}

async function analysisSection(out: string, analysis: Analysis): Promise<string> {
  const { seed, model, concepts, figures, warnings } = analysis;
  const drawn: string[] = [];
  for (const figure of figures) drawn.push(await figureHtml(out, analysis, figure));
  return `<h3>Training with seed ${seed}</h3>
<p>${asHtml(model)}</p>
<h4>Can the concepts and their maps be believed?</h4>
<p>The answers of <code>certify</code> of @csm/evaluate. The examples are genes from which the concept was not made: with labelled spots, the genes
whose share of the counts is highest in the marker’s layer, against the genes of the other layers and others; without labels, those
that come next in similarity to the marker, which were chosen by their latents and so are easy to separate. A concept may describe only that a
gene has many counts, so this label is tested as well. What the encoder reads is measured by replacing neighbourhoods of 4 × 4 spots
with those of genes of other concepts.</p>
${certificatesHtml(analysis)}
<h4>Do the maps depend on the concept?</h4>
<p>The maps of each concept’s genes are compared with the maps of the same genes for random concept vectors of the same length (<code>conceptDependence</code> of
@csm/evaluate). That maps depend on the concept does not yet mean that they are correct.</p>
${list(dependenceVerdict(concepts))}
${warnings.length > 0 ? `<p>Warnings of the methods:</p>\n${list(warnings)}` : ''}
<h4>Figures</h4>
${drawn.join('\n')}
<h4>The genes of the concepts</h4>
<p>r: Pearson correlation of the gene’s latent with the marker’s, over the dimensions of the latent. q: its p-value, adjusted for all genes
(Benjamini and Hochberg). Score: concept score. Latents of one network are not independent, so a small q says that two latents are
similar, not that two genes are regulated together.</p>
<div class="concepts">
${concepts.map(genesHtml).join('\n')}
</div>
${filesHtml(analysis)}`;
}

async function figureHtml(
  out: string,
  { folder, seed }: Analysis,
  { name, title, caption }: Figure,
): Promise<string> {
  const files = ['svg', 'png'].map((type) => link(`${folder}/${name}.${type}`, type.toUpperCase()));
  const { uri, width } = await embedded(`${out}/${folder}/${name}`);
  return `<figure>
<img alt="${asHtml(`${title}, seed ${seed}`)}" width="${width}" src="${uri}">
<figcaption><b>${asHtml(title)}.</b> ${asHtml(caption)} (${files.join(', ')})</figcaption>
</figure>`;
}

/** Larger files, such as figures with histology, are embedded at half their resolution. */
const LARGEST_EMBEDDED = 2 ** 20;

/** The PNG of a figure as a data URI, and its width on the page: the file has two pixels per pixel of the page. */
async function embedded(figure: string): Promise<{ readonly uri: string; readonly width: number }> {
  const png = await readFile(`${figure}.png`);
  const width = Math.round(png.readUInt32BE(16) / 2);
  const small =
    png.length <= LARGEST_EMBEDDED
      ? png
      : Buffer.from(await rasterize(await readFile(`${figure}.svg`, 'utf8'), { scale: 1 }));
  return { uri: `data:image/png;base64,${small.toString('base64')}`, width };
}

function genesHtml({ marker, found, scores }: ConceptResult): string {
  const rows = found.genes.map(({ gene, index, r, q }, i) => [
    `${i + 1}`,
    gene,
    r.toFixed(3),
    // The marker's own q is 0.
    q === 0 ? '0' : q.toExponential(1),
    scores[index]!.toFixed(2),
  ]);
  return `<details class="names" open><summary><b>${asHtml(marker.gene)}</b>: ${rows.length} genes</summary>
${table(['', 'gene', 'r', 'q', 'score'], rows)}</details>`;
}

function filesHtml({ folder, files }: Analysis): string {
  const items = [
    ...files,
    { name: 'concepts.json', content: 'the concept vectors, for loadConcepts of @csm/core/node' },
    { name: 'model', content: 'the model, for loadVae of @csm/models/node' },
    { name: 'run.json', content: 'the settings of this run' },
  ].map(({ name, content }) => `<li>${link(`${folder}/${name}`, name)}: ${asHtml(content)}</li>`);
  return `<h4>Files</h4>
<p>In Python: <code>numpy.load</code> for .npy, <code>pandas.read_csv</code> for .csv.</p>
<ul>
${items.join('\n')}
</ul>`;
}
