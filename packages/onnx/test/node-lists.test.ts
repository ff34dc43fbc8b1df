import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../../test/backends.js';
import { NEEDS_SHARED, sharedPath } from '../../../test/shared-folder.js';
import { onnxEncoder } from '../src/index.js';

const folder = sharedPath('oracles', 'onnx');

beforeAll(() => useBackend('cpu'));

/** The nonlinearities and normalisations that a person sees in each model; what only moves or adds numbers is left out. */
const SEEN: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'diffusion-encoder': { groupNormalization: 12, swish: 11, softmax: 1 },
  'diffusion-decoder': { groupNormalization: 5, swish: 5 },
  'scvi-layernorm': { layerNormalization: 1, batchNormalization: 2, relu: 2, 'elementwise log1p': 1 },
  'resnet-batchnorm': { batchNormalization: 9, relu: 7, maxPool: 1 },
  'vit-mae': { layerNormalization: 5, softmax: 2, gelu: 2 },
  'vit-dino': { layerNormalization: 5, softmax: 2, gelu: 2 },
  'vit-clip': { layerNormalization: 6, softmax: 2, swish: 2, lpNormalization: 1 },
  convnext: { layerNormalization: 3, gelu: 1 },
  mobilenet: { hardSwish: 2, relu: 2, relu6: 1, hardSigmoid: 1 },
  'sequence-lstm': { recurrent: 2 },
  signal: { relu: 1, gelu: 1, mish: 1 },
};

const KINDS = new Set(['batchNormalization', 'maxPool', 'recurrent']);

describe('exported models have the nodes that a person sees', () => {
  it.skipIf(folder === undefined).each(Object.entries(SEEN))(
    `%s${folder === undefined ? ` ${NEEDS_SHARED}` : ''}`,
    async (name, seen) => {
      const bytes = new Uint8Array(readFileSync(`${folder}/${name}.onnx`));
      const index = JSON.parse(readFileSync(`${folder}/index.json`, 'utf8')) as readonly {
        readonly name: string;
        readonly explained: string;
      }[];
      const output = index.find((each) => each.name === name)?.explained ?? '';
      const given = name.startsWith('scvi') ? { given: { batch: 1 } } : {};
      const { graph } = await onnxEncoder(bytes, { output, latent: 'flatten', ...given });
      const counts: Record<string, number> = {};
      for (const { operation } of graph?.nodes ?? []) {
        const { kind } = operation;
        const shown =
          kind === 'activation'
            ? operation.activation
            : kind === 'elementwise'
              ? `elementwise ${operation.function}`
              : kind;
        const isSeen =
          kind === 'activation' ||
          kind === 'elementwise' ||
          kind.endsWith('Normalization') ||
          KINDS.has(kind);
        if (isSeen) counts[shown] = (counts[shown] ?? 0) + 1;
      }
      expect(counts).toEqual(seen);
    },
  );
});
