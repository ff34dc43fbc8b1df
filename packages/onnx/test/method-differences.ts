import { conceptVector, type Encoder, explain } from '@csm/core';
import { testEncoders } from '@csm/explainers/testing';
import ndarray, { type NdArray } from 'ndarray';
import { relativeDifference } from '../../../test/browser/relative-difference.js';
import { type ContractCase, contractCases } from '../../explainers/test/contract-cases.js';
import { encoderOf, exportedModels, stored } from './exported-models.js';

/** An encoder with inputs, on which every method is compared. */
export interface MethodFixture {
  readonly encoder: Encoder;
  readonly inputs: NdArray<Float32Array>;
  /** The cases of the contract that suit its inputs. */
  readonly cases: readonly ContractCase[];
  dispose(): void;
}

/** Maps of a case by two encoders that compute the same: their largest difference over the largest value, or the errors of both. */
export interface MethodDifference {
  readonly name: string;
  readonly bound: number;
  /** Absent if both encoders refuse the method. */
  readonly difference?: number;
  /** The error of the encoder in TensorFlow.js. */
  readonly expectedError?: string;
  readonly error?: string;
}

const numbers = (count: number) => Float32Array.from({ length: count }, (_, i) => Math.sin(i * i));

function layersFixture(name: 'convolutional' | 'pooling'): MethodFixture {
  const { encoder, dispose } = testEncoders[name]();
  const shape = [2, ...encoder.inputShape];
  const inputs = ndarray(numbers(shape.reduce((a, b) => a * b)), shape);
  return { encoder, inputs, cases: contractCases, dispose };
}

async function exportedFixture(name: string): Promise<MethodFixture> {
  const model = exportedModels().find((each) => each.name === name);
  const inputs = model && stored(model, 'x');
  if (inputs === undefined) throw new Error(`exportedFixture: there is no model "${name}".`);
  const encoder = await encoderOf(model as NonNullable<typeof model>);
  // The cases of pictures need axes of space.
  const cases = contractCases.filter(([, , contract]) => contract?.encoders === undefined);
  return { encoder, inputs, cases, dispose: () => encoder.dispose() };
}

/** Two LayersModels and, where `../shared` is there, two models that PyTorch exported: genes, and a sequence through an LSTM. */
export const METHOD_FIXTURES: Readonly<Record<string, () => MethodFixture | Promise<MethodFixture>>> = {
  'LayersModel, convolutions': () => layersFixture('convolutional'),
  'LayersModel, pooling': () => layersFixture('pooling'),
  ...(exportedModels().length > 0 && {
    'ONNX, genes': () => exportedFixture('scvi'),
    'ONNX, sequences': () => exportedFixture('sequence-lstm'),
  }),
};

/** A bound of the difference: a map that is the difference of nearly equal scores has their rounding. */
const boundOfCase = ([name, , contract]: ContractCase): number =>
  name === 'ablation, counterfactual' ? 1e-4 : (contract?.tolerance ?? 1e-5);

/** Explains the same inputs by every case with an encoder and with the same encoder in ONNX Runtime. */
export async function* methodDifferences(
  { encoder, inputs, cases }: MethodFixture,
  engine: Encoder,
): AsyncGenerator<MethodDifference> {
  const concept = conceptVector(
    'concept',
    Float32Array.from({ length: encoder.latentSize }, (_, i) => Math.cos(2 * i)),
  );
  for (const each of cases) {
    const [name, create] = each;
    const run = async (by: Encoder) => {
      try {
        const { maps, scores } = await explain(by, concept, inputs, create(encoder), { onWarning() {} });
        return { maps: maps.data, scores: scores.data };
      } catch (error) {
        return { error: (error as Error).message };
      }
    };
    const [expected, found] = [await run(encoder), await run(engine)];
    yield {
      name,
      bound: boundOfCase(each),
      ...(expected.maps &&
        found.maps && {
          difference: Math.max(
            relativeDifference(found.maps, expected.maps),
            relativeDifference(found.scores, expected.scores),
          ),
        }),
      ...(expected.error !== undefined && { expectedError: expected.error }),
      ...(found.error !== undefined && { error: found.error }),
    };
  }
}
