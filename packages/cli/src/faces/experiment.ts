import { distinctNames, fileName } from '@csm/base';
import { layersEncoder } from '@csm/core';
import { saveConcepts } from '@csm/core/node';
import { disposeVae } from '@csm/models';
import { writeCertificate } from '../experiments/certificate-files.js';
import { nativeEncoder } from '../models/native-encoder.js';
import { type MadeConcept, makeConcepts } from './concepts/concepts.js';
import { entanglement } from './concepts/entanglement.js';
import { heldOutScores, separates } from './concepts/held-out-scores.js';
import { encodeFaces } from './concepts/latents.js';
import { otherAucs } from './concepts/other-aucs.js';
import { scoreAll } from './concepts/score-table.js';
import type { Faces } from './data/faces.js';
import { explainShown } from './maps/explain-shown.js';
import { writeMaps } from './maps/map-files.js';
import { trainOrLoad } from './model.js';
import { drawEntanglement, drawHistograms, drawLossCurve } from './output/figures.js';
import { drawAllMethods, drawOverlays, drawPanel, drawTraversal } from './output/map-figures.js';
import { drawModel } from './output/model-figures.js';
import { type PageCertificate, writePage } from './output/page.js';
import { drawPaperFigures } from './output/paper-figures.js';
import { writeReport } from './output/report.js';
import { type ConceptResult, writeResultTable } from './output/results.js';
import { rowLabel } from './output/row-label.js';
import { writeScores } from './output/score-file.js';
import { summary } from './output/summary.js';
import type { Run } from './run.js';

/**
 * The paper's first experiment on any faces with attributes: VAE, latents, concept vectors, their separability and
 * entanglement, maps and traversals, each with controls. The results of every stage are kept in `run.out`, so that a stopped
 * run can continue.
 */
export async function facesExperiment(faces: Faces, run: Run, weights?: string): Promise<ConceptResult[]> {
  const { out, settings, log } = run;
  const { vae, history } = await trainOrLoad(faces, run, weights);
  try {
    if (history.length > 0) await drawLossCurve(`${out}/loss-curve`, faces, history);
    const encoder = layersEncoder(vae.encoder);
    const latents = await encodeFaces(encoder, faces, run);
    const skipped = faces.dataset.skipped();
    if (skipped.length > 0)
      log(
        `Left out ${skipped.length} pictures, the first of which is ${skipped[0]!.id}: ${skipped[0]!.reason}`,
      );

    const { concepts, leftOut } = await makeConcepts(faces, latents, run);
    if (leftOut.length > 0)
      log(`Left out, because one side has fewer than two examples: ${leftOut.join(', ')}`);
    await saveConcepts(
      `${out}/concepts.json`,
      concepts.map(({ mean }) => mean),
    );
    const table = scoreAll(faces, latents, concepts);
    await writeScores(`${out}/scores.csv`, faces, concepts, table);
    const scores = heldOutScores(faces, concepts, table, run);
    const noise = concepts.filter((_, i) => !separates(scores[i]!)).map(({ definition }) => definition.name);
    if (noise.length > 0)
      log(`Not shown to separate ${faces.scored}, so their cosines are unknown: ${noise.join(', ')}`);
    const { cosines, most } = entanglement(faces, latents, concepts, scores.map(separates));
    await drawEntanglement(`${out}/entanglement`, faces, concepts, cosines);
    await drawHistograms(`${out}/histograms`, faces, concepts, scores);
    const labels = new Map(
      concepts.map(({ definition: { name } }, i) => [name, rowLabel(name, scores[i]!, faces.scored)]),
    );
    const labelled = <T extends { readonly name: string }>(of: T) => ({
      ...of,
      label: labels.get(of.name) ?? of.name,
    });
    await drawModel(faces, vae, latents, concepts, labelled, run);

    const native = await nativeEncoder(encoder, log);
    const model = { vae, encoder: native.encoder, latents, table };
    const shown = concepts.filter(({ definition }) => faces.shown.includes(definition.name));
    // The figure of all methods shows the concept that separates best.
    const best = shown.reduce<number>((at, concept, i) => {
      const auc = (of: MadeConcept) => scores[concepts.indexOf(of)]!.separability?.auc ?? 0;
      return auc(concept) > auc(shown[at]!) ? i : at;
    }, 0);
    const found = await explainShown(faces, shown, best, concepts, model, run).finally(native.dispose);
    const { measures, certificates, all, warnings } = found;
    const examples = found.examples.map(labelled);
    await writeMaps(`${out}/maps`, examples, measures);
    const distinct = distinctNames();
    const written: PageCertificate[] = [];
    for (const certificate of certificates) {
      if (certificate === undefined) continue;
      const file = `certificates/${distinct(fileName(certificate.concept))}`;
      await writeCertificate(`${out}/${file}`, certificate);
      written.push({ concept: certificate.concept, file });
    }
    if (examples.length > 0) {
      await drawPaperFigures(out, faces, examples, settings.paperLabels === true);
      await drawPanel(`${out}/panel`, faces, examples);
      await drawOverlays(`${out}/overlays`, faces, examples);
      await drawTraversal(`${out}/traversal`, faces, examples, settings.analysis.alphas);
    }
    if (all) {
      await drawAllMethods(`${out}/all-methods`, faces, examples[best]!, all);
      for (const { key, reason } of all.leftOut) log(`Not among all methods: ${key}, because ${reason}`);
    }

    const results = concepts.map((concept, i) => ({
      concept,
      scores: scores[i]!,
      entangled: most[i],
      otherAucs: otherAucs(faces, concept, most[i], scores[i]!, latents),
      maps: measures[shown.indexOf(concept)],
      certificate: certificates[shown.indexOf(concept)],
    }));
    await writeResultTable(`${out}/results.csv`, results);
    const findings = { faces, run, history, results, cosines, noise, examples, warnings };
    await writeReport(`${out}/results.json`, findings);
    await writePage(out, { ...findings, certificates: written });
    log(`\n${summary(results, faces.scored)}`);
    return results;
  } finally {
    disposeVae(vae);
  }
}
