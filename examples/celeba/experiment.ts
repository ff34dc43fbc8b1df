import { layersEncoder } from '@csm/core';
import { saveConcepts } from '@csm/core/node';
import { conceptCosines } from '@csm/core/statistics';
import { disposeVae } from '@csm/models';
import type { Faces } from '../../support/labelled-faces/faces.js';
import { trainOrLoad } from '../../support/labelled-faces/model.js';
import type { Run } from '../../support/labelled-faces/run.js';
import { someImages } from '../../support/labelled-faces/some-images.js';
import { writeText } from '../../support/write-text.js';
import { makeConcepts } from './concepts/concepts.js';
import { encodeFaces } from './concepts/latents.js';
import { separability } from './concepts/separability.js';
import { type ConceptMeasures, measureMaps } from './maps/measure-maps.js';
import { type ShownFace, shownFace } from './maps/shown-face.js';
import { methodsFor } from './methods.js';
import {
  drawEntanglement,
  drawHistograms,
  drawLossCurve,
  drawPanel,
  drawTraversal,
} from './output/figures.js';
import { type ConceptResult, resultRows, summary, writeResultTable } from './output/results.js';
import { stage } from './stage.js';

/**
 * The paper's first experiment on any faces with attributes: VAE, latents, concept vectors, their separability and
 * entanglement, maps and traversals, each with controls. The results of every stage are kept in `run.out`, so that a stopped
 * run can continue.
 */
export async function facesExperiment(faces: Faces, run: Run, weights?: string): Promise<ConceptResult[]> {
  const { out, settings, signal, log, onProgress } = run;
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
    await drawEntanglement(`${out}/entanglement`, faces, concepts);
    const separations = concepts.map((concept) => separability(faces, concept, latents));
    await drawHistograms(
      `${out}/histograms`,
      faces,
      separations.filter((s) => s !== undefined),
    );

    const known = await someImages(faces.dataset, faces.train, settings.analysis.meanImages, signal);
    const shown = concepts.filter(({ definition }) => faces.shown.includes(definition.name));
    const model = { vae, encoder, latents };
    const examples: ShownFace[] = [];
    const measures: (ConceptMeasures | undefined)[] = [];
    for (const [i, concept] of shown.entries()) {
      onProgress('Maps', i, shown.length);
      const methods = methodsFor(vae.decoder, known, concept.without, settings.analysis);
      const names = methods.map(({ name }) => name);
      const inputs = { concept, names, analysis: settings.analysis, seed: settings.seed };
      const kept = (what: string) => `${out}/stages/${what}-${i}.bin`;
      examples.push(await stage(kept('shown'), inputs, () => shownFace(faces, concept, model, methods, run)));
      measures.push(
        await stage(kept('measures'), inputs, () => measureMaps(faces, concept, model, methods, run)),
      );
      onProgress('Maps', i + 1, shown.length);
    }
    await drawPanel(`${out}/panel`, faces, examples);
    await drawTraversal(`${out}/traversal`, faces, examples, settings.analysis.alphas);

    const results = concepts.map((concept, i) => ({
      concept,
      separability: separations[i],
      maps: measures[shown.indexOf(concept)],
    }));
    await writeResultTable(`${out}/results.csv`, results);
    const cosines = conceptCosines(concepts.map(({ mean }) => mean));
    const report = {
      faces: faces.title,
      split: faces.split,
      pictures: { train: faces.train.length, validation: faces.validation.length, test: faces.test.length },
      skipped,
      settings,
      history,
      regions: Object.fromEntries([...faces.regions].map(([name, { description }]) => [name, description])),
      concepts: resultRows(results),
      entanglement: concepts.map((_, i) => concepts.map((_, j) => Number(cosines.get(i, j).toFixed(4)))),
    };
    await writeText(`${out}/results.json`, `${JSON.stringify(report, null, 2)}\n`);
    log(`\n${summary(results)}`);
    return results;
  } finally {
    disposeVae(vae);
  }
}
