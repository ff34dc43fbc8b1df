import { readFile } from 'node:fs/promises';
import { csvFormat } from 'd3-dsv';
import { average } from '../../support/average.js';
import { writeText } from '../../support/write-text.js';
import type { Analysis, Replicate } from './analysis.js';
import { type Evidence, meanEvidence } from './evidence.js';
import { referenceFigures } from './reference-figures.js';
import { type Agreement, agreement } from './stability.js';
import { auc, verdict } from './verdict.js';

/** Writes `index.html`, which contains all figures, and `evidence.csv` if spots have labels. */
export async function writePage(out: string, replicates: readonly Replicate[]): Promise<void> {
  const parts: string[] = [];
  for (const { name, description, analyses } of replicates) {
    parts.push(`<h2>${asHtml(name)}</h2>\n<p>${asHtml(description)}</p>`);
    const cases = analyses.flatMap((one) => one.evidence);
    if (cases.length > 0) {
      parts.push(evidenceSection(analyses));
      const table = analyses.flatMap(({ seed, evidence }) =>
        evidence.flatMap(({ marker, layers, counts, rows }) =>
          rows.map((row) => ({
            replicate: name,
            seed,
            marker,
            layers: layers.join(' '),
            in_mean: counts,
            ...row,
          })),
        ),
      );
      await writeText(`${out}/${name}/evidence.csv`, `${csvFormat(table)}\n`);
    }
    if (analyses.length > 1) parts.push(stabilitySection(analyses));
    for (const analysis of analyses) {
      parts.push(`<h3>Seed ${analysis.seed}</h3>`, conceptSection(analysis));
      for (const figure of analysis.figures) {
        const png = await readFile(`${out}/${name}/seed-${analysis.seed}/${figure}`, 'base64');
        parts.push(
          `<img alt="${asHtml(`${name}, seed ${analysis.seed}: ${figure}`)}" src="data:image/png;base64,${png}">`,
        );
      }
    }
  }
  await writeText(`${out}/index.html`, document(parts.join('\n')));
}

function evidenceSection(analyses: readonly Analysis[]): string {
  const cases = analyses.flatMap((one) => one.evidence.filter(({ counts }) => counts));
  const names = analyses[0]!.evidence.map(
    ({ marker, layers, counts }) => `${marker}: ${layers.join(' or ')}${counts ? '' : ' (not in the mean)'}`,
  );
  const perMarker = names.map((_, i) => meanEvidence(analyses.map((one) => one.evidence[i]!.rows)));
  const all = meanEvidence(cases.map(({ rows }) => rows));
  const head = [
    'what',
    ...names,
    'mean',
    'random concepts',
    'mean picture of the genes',
    'Moran’s I',
    'explained by random',
    'reference run: one gene',
    'reference run: random',
    'reference run: mean picture',
  ];
  const body = all.map((row, i) => {
    const theirs = referenceFigures[row.what] ?? {};
    // A decoded concept is one picture, so its AUC is in the column of single genes.
    const own = (one: Evidence) => auc(Number.isNaN(one.genes) ? one.mean : one.genes);
    return [
      row.what,
      ...perMarker.map((marker) => own(marker[i]!)),
      own(row),
      auc(row.random),
      auc(row.mean),
      row.moransI.toFixed(2),
      auc(row.explainedByRandom),
      auc(theirs.genes),
      auc(theirs.random),
      auc(theirs.mean),
    ];
  });
  return `<h3>Do the maps find the layers?</h3>
<p>ROC AUC of signed maps over the labelled spots, for spots of the layer against all others. The columns of the markers and
"mean" give the mean over the concept’s separate genes and over ${analyses.length} training${analyses.length > 1 ? 's' : ''}; for the decoded concept, the AUC of its
picture. Random concepts: the same for 20 random vectors of equal norm. Explained by random: share of the maps’ variance that
maps of these vectors explain; above .40, maps show the network and the gene, not the concept. "Reference run": an independent
PyTorch run of the same recipe on replicates 1, 11 and 12 with two seeds, quoted and not measured here.</p>
<ul>${verdict(all)
    .map((line) => `<li>${asHtml(line)}</li>`)
    .join('\n')}</ul>
${table(head, body)}`;
}

function stabilitySection(analyses: readonly Analysis[]): string {
  const [first, ...others] = analyses;
  const rows = others.flatMap((other) =>
    other.runs.map((run, i) => ({
      seeds: `${first!.seed} and ${other.seed}`,
      ...agreement(first!.runs[i]!, run),
    })),
  );
  const methods = Object.keys(rows[0]!.maps);
  const head = ['seeds', 'marker', 'genes in both', 'decoded concept', ...methods];
  const line = ({ seeds, marker, shared, of, decoded, maps }: Agreement & { seeds: string }) => [
    seeds,
    marker,
    `${shared} of ${of}`,
    decoded.toFixed(2),
    ...methods.map((method) => maps[method]!.toFixed(2)),
  ];
  const mean = [
    '',
    'mean',
    average(rows.map((row) => row.shared)).toFixed(1),
    average(rows.map((row) => row.decoded)).toFixed(2),
    ...methods.map((method) => average(rows.map((row) => row.maps[method]!)).toFixed(2)),
  ];
  return `<h3>Do two trainings agree?</h3>
<p>Number of genes that both concepts share, and correlations over spots of the decoded concepts and of the marker’s concept maps. The
same seed gives the same bytes.</p>
${table(head, [...rows.map(line), mean])}`;
}

function conceptSection({ epochs, reconstruction, concepts, controlCorrelations }: Analysis): string {
  const rows = concepts.map(({ concept, genes }) => [
    concept.name,
    genes
      .slice(1, 9)
      .map(({ gene, r }) => `${gene} ${auc(r)}`)
      .join(', '),
    genes.at(-1)!.r.toFixed(3),
    genes.at(-1)!.q.toExponential(1),
    controlCorrelations[concept.name]!.toFixed(2),
  ]);
  const head = [
    'marker',
    'nearest genes (r)',
    'r of the last',
    'q of the last',
    'its map’s correlation with random ones',
  ];
  return `<p>Reconstruction loss ${reconstruction.toFixed(4)} after ${epochs} epochs (the reference trains 10).</p>\n${table(head, rows)}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[], tag: 'th' | 'td') =>
    `<tr>${cells.map((cell) => `<${tag}>${asHtml(cell)}</${tag}>`).join('')}</tr>`;
  return `<table><thead>${line(head, 'th')}</thead><tbody>\n${rows.map((row) => line(row, 'td')).join('\n')}\n</tbody></table>`;
}

const asHtml = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');

const document = (body: string): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Concept saliency maps of the mouse olfactory bulb</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; max-width: 1300px; margin: 2em auto; padding: 0 1em; color: #111; }
table { border-collapse: collapse; font-size: 13px; margin: 1em 0; }
th, td { padding: .25em .6em; border-bottom: 1px solid #ddd; text-align: right; font-variant-numeric: tabular-nums; }
th { vertical-align: bottom; } th:first-child, td:first-child, td:nth-child(2) { text-align: left; }
img { max-width: 100%; height: auto; display: block; margin: 1em 0; }
</style>
<h1>Concept saliency maps of the mouse olfactory bulb</h1>
<p>The second experiment of Brocki &amp; Chung 2019 (arXiv 1910.13140): a variational autoencoder of gene pictures; the concept of
a marker is the mean latent of the 50 genes nearest to it.</p>
${body}
</html>
`;
