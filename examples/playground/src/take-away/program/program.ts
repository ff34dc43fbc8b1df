import type { MadeConcept } from '../../session/session.js';
import { type CodeContext, explainerCode } from './explainer-code.js';

/** What the program reproduces. */
export interface ProgramContext extends CodeContext {
  readonly concept: MadeConcept;
  /** Index and id of the input whose map is made. */
  readonly input: number;
  readonly id: string;
}

const helpers = {
  mean: 'const mean = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / values.length;',
  spread:
    'const spread = (count: number, most: number) =>\n' +
    '  Array.from({ length: Math.min(most, count) }, (_, i) => Math.floor((i * count) / Math.min(most, count)));',
};

/** A TypeScript program for Node that makes the scores and the map which the page shows, from two files that the page saves with it. */
export function programOf(context: ProgramContext): string {
  const { concept, input, id, layout } = context;
  const explainer = explainerCode(context);
  const name = JSON.stringify(concept.vector.name);
  const hasExamples = concept.with.length > 0;
  const vector = hasExamples
    ? `meanDifference(
  ${name},
  selectSamples(latents, ${list(concept.with)}),
  selectSamples(latents, ${list(concept.without)}),
)`
    : `conceptVector(${name}, ${list(concept.vector.vector)})`;
  const body = `const [model = 'encoder.onnx', data = 'inputs.npy'] = process.argv.slice(2);
await setBackend('wasm');
const encoder = await onnxEncoder(await onnxFile(model)${layout ? `, { layout: '${layout}' }` : ''});
const inputs = (await readNpy(data)) as NdArray<Float32Array>;
const latents = await encode(encoder, inputs, { batchSize: 64 });

const concept = ${vector};
const scores = conceptScores(latents, [concept]); // [inputs, 1]

// The map of input ${JSON.stringify(id)}.
const explainer = ${explainer};
const { maps } = await explain(encoder, concept, inputs.lo(${input}).hi(1), explainer);
await writeNpy('map.npy', maps);
console.log(JSON.stringify({ score: scores.get(${input}, 0), scores: Array.from(scores.data) }));
`;
  const used = Object.entries(helpers).filter(([helper]) => explainer.includes(`${helper}(`));
  return [
    `// Scores of ${name} and a map, as the playground of Concept Saliency Maps shows them; writes map.npy.`,
    '//   npm install @csm/core @csm/datasets @csm/explainers @csm/onnx @csm/wasm @tensorflow/tfjs-core ndarray',
    '//   npm install --save-dev tsx @types/ndarray',
    '//   npx tsx explain.ts encoder.onnx inputs.npy',
    "import '@csm/wasm';",
    importOf('@csm/core', ['conceptScores', 'conceptVector', 'encode', 'explain', 'meanDifference'], body),
    importOf('@csm/datasets', ['meanSample', 'selectSamples'], body),
    importOf('@csm/explainers', explainerNames, body),
    "import { readNpy, writeNpy } from '@csm/core/node';",
    "import { onnxEncoder } from '@csm/onnx';",
    "import { onnxFile } from '@csm/onnx/node';",
    "import { setBackend } from '@tensorflow/tfjs-core';",
    "import type { NdArray } from 'ndarray';",
    '',
    ...used.map(([, code]) => code),
    body,
  ]
    .filter((line) => line !== undefined)
    .join('\n');
}

const explainerNames = [
  ...['attentionRollout', 'attnLrp', 'blurredBaseline', 'cpLrp', 'deconvnet', 'deepLift'],
  ...['epsilonAlpha2Beta1Flat', 'epsilonLrp', 'epsilonPlusFlat', 'gradCam', 'gradient', 'gradientShap'],
  ...[
    'gradientTimesAttention',
    'gridFeatures',
    'guidedBackprop',
    'guidedGradCam',
    'hsicAttribution',
    'inputXGradient',
  ],
  ...['integratedGradients', 'kernelShap', 'lrp', 'occlusion', 'rectifiedGradient', 'rise'],
  ...['shapley', 'smoothGrad', 'sobolAttribution'],
];

function importOf(module: string, names: readonly string[], code: string): string | undefined {
  const used = names.filter((name) => new RegExp(`\\b${name}\\(`).test(code));
  return used.length === 0 ? undefined : `import { ${used.join(', ')} } from '${module}';`;
}

const list = (numbers: Iterable<number>) => `[${Array.from(numbers).join(', ')}]`;
