import { layersEncoder, meanVector } from '@csm/core';
import { saveConcepts } from '@csm/core/node';
import { disposeVae, traverseLatent, type Vae } from '@csm/models';
import ndarray from 'ndarray';
import type { Faces } from '../../support/labelled-faces/faces.js';
import { trainOrLoad } from '../../support/labelled-faces/model.js';
import type { Run } from '../../support/labelled-faces/run.js';
import { someImages } from '../../support/labelled-faces/some-images.js';
import { type MadeConcept, makeConcepts } from './concepts/concepts.js';
import { entanglement } from './concepts/entanglement.js';
import { heldOutScores, separates } from './concepts/held-out-scores.js';
import { encodeFaces, type Latents } from './concepts/latents.js';
import { otherAucs } from './concepts/other-aucs.js';
import { scoreAll } from './concepts/score-table.js';
import { type AllMethods, allMethods } from './maps/all-methods.js';
import { writeMaps } from './maps/map-files.js';
import { type ConceptMeasures, measureMaps } from './maps/measure-maps.js';
import { pictureAt } from './maps/pictures.js';
import { type Model, type ShownFace, shownFace } from './maps/shown-face.js';
import { methodsFor } from './methods.js';
import {
  drawDecodedConcepts,
  drawEntanglement,
  drawHistograms,
  drawLossCurve,
  drawReconstructions,
} from './output/figures.js';
import { drawAllMethods, drawOverlays, drawPanel, drawTraversal } from './output/map-figures.js';
import { drawPaperFigures } from './output/paper-figures.js';
import { writeReport } from './output/report.js';
import { type ConceptResult, writeResultTable } from './output/results.js';
import { writeScores } from './output/score-file.js';
import { summary } from './output/summary.js';
import { stage } from './stage.js';

/** Pictures in the figure of reconstructions. */
const RECONSTRUCTED = 8;

/**
 * The paper's first experiment on any faces with attributes: VAE, latents, concept vectors, their separability and
 * entanglement, maps and traversals, each with controls. The results of every stage are kept in `run.out`, so that a stopped
 * run can continue.
 */
export async function facesExperiment(faces: Faces, given: Run, weights?: string): Promise<ConceptResult[]> {
  const run = { ...given, onWarning: once(given.onWarning ?? console.warn) };
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
      log(
        `Not shown to separate ${faces.scored}, so their cosines are unknown and they are not projected off: ${noise.join(', ')}`,
      );
    const { cosines, most } = entanglement(concepts, scores.map(separates));
    await drawEntanglement(`${out}/entanglement`, faces, concepts, cosines);
    await drawHistograms(`${out}/histograms`, faces, concepts, scores);
    await drawModel(faces, vae, latents, concepts, run);

    const model = { vae, encoder, latents, table };
    const shown = concepts.filter(({ definition }) => faces.shown.includes(definition.name));
    // The figure of all methods shows the concept that separates best.
    const best = shown.reduce<number>((at, concept, i) => {
      const auc = (of: MadeConcept) => scores[concepts.indexOf(of)]!.separability?.auc ?? 0;
      return auc(concept) > auc(shown[at]!) ? i : at;
    }, 0);
    const { examples, measures, all } = await explainShown(faces, shown, best, concepts, model, run);
    await writeMaps(`${out}/maps`, examples, measures);
    if (examples.length > 0) {
      await drawPaperFigures(out, faces, examples);
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
    }));
    await writeResultTable(`${out}/results.csv`, results);
    await writeReport(`${out}/results.json`, { faces, run, history, results, cosines, noise, examples });
    log(`\n${summary(results, faces.scored)}`);
    return results;
  } finally {
    disposeVae(vae);
  }
}

/** Draws what the decoder makes of some pictures, and of the concepts. */
async function drawModel(
  faces: Faces,
  { decoder }: Vae,
  latents: Latents,
  concepts: readonly MadeConcept[],
  { out, settings, signal }: Run,
): Promise<void> {
  const [first] = concepts;
  if (!first) return;
  const ids = faces.test.filter(latents.has).slice(0, RECONSTRUCTED);
  const images = await faces.dataset.images(ids, { signal });
  const decoded = await traverseLatent(decoder, latents.of(ids), first.mean, [0], { signal });
  const pairs = ids.map((_, i) => ({
    image: pictureAt(images, i),
    reconstruction: pictureAt(decoded, i, 0),
  }));
  await drawReconstructions(`${out}/reconstructions`, faces, pairs);

  const { alphas } = settings.analysis;
  const { vector } = meanVector('mean', latents.of(faces.train.filter(latents.has)));
  const middle = ndarray(vector, [1, vector.length]);
  const pictures = [];
  for (const { definition, mean } of concepts.filter(({ definition }) =>
    faces.shown.includes(definition.name),
  )) {
    const path = await traverseLatent(decoder, middle, mean, alphas, { signal });
    pictures.push({ name: definition.name, pictures: alphas.map((_, k) => pictureAt(path, 0, k)) });
  }
  if (pictures.length > 0) await drawDecodedConcepts(`${out}/decoded-concepts`, faces, alphas, pictures);
}

/** The maps of all shown concepts, and their measures. */
async function explainShown(
  faces: Faces,
  shown: readonly MadeConcept[],
  best: number,
  concepts: readonly MadeConcept[],
  model: Model,
  run: Run,
) {
  const { out, settings, signal, onProgress } = run;
  const known = await someImages(faces.dataset, faces.train, settings.analysis.meanImages, signal);
  const examples: ShownFace[] = [];
  const measures: (ConceptMeasures | undefined)[] = [];
  let all: AllMethods | undefined;
  for (const [i, concept] of shown.entries()) {
    onProgress('Maps', i, shown.length);
    const methods = methodsFor(model.vae.decoder, known, concept.without, settings.analysis);
    const names = [...methods.chosen, ...methods.paper].map(({ key, explainer }) => [
      key,
      explainer.description,
    ]);
    const { without: _, ...made } = concept;
    const inputs = { made, names, analysis: settings.analysis, seed: settings.seed };
    const kept = (what: string) => `${out}/stages/${what}-${i}.bin`;
    const index = concepts.indexOf(concept);
    examples.push(
      await stage(kept('shown'), inputs, () => shownFace(faces, concept, index, model, methods, run)),
    );
    measures.push(
      await stage(kept('measures'), inputs, () => measureMaps(faces, concept, model, methods.chosen, run)),
    );
    if (i === best) {
      const face = examples[i]!;
      const keys = methods.all.map(({ key, explainer }) => [key, explainer.description]);
      all = await stage(kept('all-methods'), { ...inputs, keys }, () =>
        allMethods(faces, concept, face, model, methods, run),
      );
    }
    onProgress('Maps', i + 1, shown.length);
  }
  return { examples, measures, all };
}

/** Passes each warning on once, because the same method warns for every concept. */
function once(onWarning: (message: string) => void): (message: string) => void {
  const seen = new Set<string>();
  return (message) => {
    if (seen.has(message)) return;
    seen.add(message);
    onWarning(message);
  };
}
