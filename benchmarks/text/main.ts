// Concepts that are typed: how much of their maps is where the concept is, next to random prompts, and what the certificate says of both.
//   npx tsx benchmarks/text/main.ts [--faces 40] [--prompts 50] [--seed 0]
// On the pair of encoders of examples/text and drawn faces that it was not trained on. Prints the tables of docs/how-to/text-concepts.md.
import '@csm/wasm';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { keyedRandom, mean } from '@csm/base';
import {
  type ConceptVector,
  conceptScores,
  cosine,
  type Explainer,
  encode,
  explain,
  meanDifference,
} from '@csm/core';
import { conceptCosines, rocAuc } from '@csm/core/statistics';
import { meanSample, selectSamples, syntheticFaces } from '@csm/datasets';
import { certify, localisation } from '@csm/evaluate';
import { gradient, integratedGradients, replacement } from '@csm/explainers';
import { onnxEncoder } from '@csm/onnx';
import { onnxFile } from '@csm/onnx/node';
import { openTextEncoder, readTokenizer, textConcept } from '@csm/onnx/text';
import { setBackend } from '@tensorflow/tfjs-core';
import ndarray from 'ndarray';
import { markdownTable } from '../markdown-table.js';

const { values } = parseArgs({
  options: {
    faces: { type: 'string', default: '40' },
    prompts: { type: 'string', default: '50' },
    seed: { type: 'string', default: '0' },
  },
});
const [count, prompts, seed] = [values.faces, values.prompts, values.seed].map(Number) as [
  number,
  number,
  number,
];

await setBackend('wasm');
const path = (name: string) => fileURLToPath(new URL(`../../examples/text/pair/${name}`, import.meta.url));
const encoder = await onnxEncoder(await onnxFile(path('image.onnx')), {
  normalise: { mean: [0.48145466, 0.4578275, 0.40821073], std: [0.26862954, 0.26130258, 0.27577711] },
});
const texts = await openTextEncoder(await onnxFile(path('text.onnx')), {
  tokenizer: await readTokenizer(
    await readFile(path('tokenizer.json'), 'utf8'),
    await readFile(path('tokenizer_config.json'), 'utf8'),
  ),
});

const templates = ['a face with {}', 'a person with {}', 'a drawing of a face with {}'];
const TYPED = [
  { name: 'hat', attribute: 'Wearing_Hat', with: ['a hat', 'a cap'], without: ['no hat', 'no cap'] },
  {
    name: 'glasses',
    attribute: 'Eyeglasses',
    with: ['glasses', 'eyeglasses', 'spectacles'],
    without: ['no glasses', 'no eyeglasses'],
  },
] as const;

/** Two words of random letters. */
function randomText(prompt: number, side: string): string {
  const random = keyedRandom(seed, prompt, side);
  const word = () =>
    Array.from({ length: 3 + Math.floor(random() * 6) }, () =>
      String.fromCharCode(97 + Math.floor(random() * 26)),
    ).join('');
  return `${word()} ${word()}`;
}

const random: ConceptVector[] = [];
for (let i = 0; i < prompts; i++) {
  random.push(
    await textConcept(texts, randomText(i, 'with'), { templates, without: randomText(i, 'without') }),
  );
}

const faces = syntheticFaces({ count: 600, size: 32, seed: 2 + seed });
const pictures = (rows: readonly number[]) => selectSamples(faces.images, rows).transpose(0, 3, 1, 2);
const { layout } = encoder;
const percent = (value: number) => `${(100 * value).toFixed(0)} %`;

const shares: string[][] = [];
const verdicts: string[][] = [];
for (const typed of TYPED) {
  const column = faces.attributeNames.indexOf(typed.attribute);
  const rows = (label: number) =>
    [...Array(600).keys()].filter((face) => faces.attributes.get(face, column) === label);
  const [positives, negatives] = [rows(1), rows(0)];
  const shown = positives.slice(0, count);
  const masks = ndarray(
    Float32Array.from(shown.flatMap((face) => [...faces.mask(face, typed.attribute).data])),
    [count, 32, 32],
  );
  const donors = pictures(negatives);
  const contrast = await textConcept(texts, typed.with, {
    templates,
    without: typed.without,
    name: typed.name,
  });
  const alone = await textConcept(texts, typed.with, {
    templates,
    name: `${typed.name}, without a contrast`,
  });
  const methods: Record<string, Explainer> = {
    gradient: gradient(),
    'integrated gradients': integratedGradients({ baseline: meanSample(donors), steps: 30 }),
    replacement: replacement({ donors }),
  };
  for (const [method, explainer] of Object.entries(methods)) {
    const all = await explain(encoder, [contrast, alone, ...random].map(cosine), pictures(shown), explainer, {
      onWarning: () => {},
    });
    const found = all.map(({ maps }) => localisation(maps, masks, layout ? { layout } : {}));
    const [own = 0, ownAlone = 0, ...others] = found.map(({ mass }) => mean(mass));
    others.sort((a, b) => a - b);
    const atLeast = others.filter((share) => share >= own).length;
    shares.push([
      typed.name,
      method,
      percent(mean(found[0]!.area)),
      percent(own),
      percent(ownAlone),
      `${percent(mean(others))} (${percent(others[0]!)} to ${percent(others.at(-1)!)})`,
      `${atLeast} of ${prompts}`,
    ]);
  }

  // What the certificate says, with examples whose labels are known.
  const verdictOf = async (concept: ConceptVector) => {
    const { verdict } = await certify(
      {
        encoder,
        concept,
        positives: pictures(positives.slice(0, 100)),
        negatives: pictures(negatives.slice(0, 100)),
        inputs: pictures(positives.slice(-8)),
        explainer: methods['integrated gradients']!,
      },
      { score: cosine, regions: false, seed },
    );
    return verdict;
  };
  const [latentsWith, latentsWithout] = [
    await encode(encoder, pictures(positives)),
    await encode(encoder, donors),
  ];
  const auc = (concept: ConceptVector) =>
    rocAuc(
      conceptScores(latentsWith, [cosine(concept)]).data,
      conceptScores(latentsWithout, [cosine(concept)]).data,
    );
  const examples = meanDifference('examples', latentsWith, latentsWithout);
  for (const concept of [contrast, alone]) {
    const similarity = conceptCosines([concept, examples]).get(0, 1);
    verdicts.push([concept.name, auc(concept).toFixed(3), similarity.toFixed(2), await verdictOf(concept)]);
  }
  const few = random.slice(0, 20);
  const aucs = few.map(auc).sort((a, b) => a - b);
  const given: string[] = [];
  for (const concept of few) given.push(await verdictOf(concept));
  const counts = [...new Set(given)].map(
    (verdict) => `${verdict}: ${given.filter((v) => v === verdict).length}`,
  );
  verdicts.push([
    `${few.length} random prompts, as if they were "${typed.name}"`,
    `${aucs[0]!.toFixed(2)} to ${aucs.at(-1)!.toFixed(2)}`,
    '',
    counts.sort().join(', '),
  ]);
}
await texts.dispose();

console.log(
  markdownTable(
    [
      'concept',
      'method',
      'area of the mask',
      'typed',
      'typed, no contrast',
      'random prompts: mean (range)',
      'random ≥ typed',
    ],
    shares,
  ),
);
console.log();
console.log(markdownTable(['concept', 'AUC', 'cosine with the mean difference', 'certificate'], verdicts));
