import * as fc from 'fast-check';
import type {
  Attribute,
  GraphDraft,
  InitializerDraft,
  ModelDraft,
  NodeDraft,
  TensorDraft,
  ValueInfoDraft,
} from '../src/write/wire/model-draft.js';

// Random models that the format allows, but that need not compute anything sensible.

/** Strings of any characters, in encodings of all lengths. */
const text = fc.string({ unit: 'binary', maxLength: 6 });
const names = fc.array(text, { maxLength: 3 });
const whole = fc.oneof(fc.maxSafeInteger(), fc.integer({ min: -2, max: 2 }));
/** Values of float32, including NaN, −0, infinities and subnormal numbers. */
const float = fc.float();

const shape = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 });

export const tensorDraft: fc.Arbitrary<TensorDraft> = shape.chain((shape) => {
  const size = shape.reduce((product, length) => product * length, 1);
  const exactly = { minLength: size, maxLength: size };
  return fc.oneof<fc.Arbitrary<TensorDraft>[]>(
    fc.float32Array(exactly).map((numbers) => ({ type: 'float32', shape, numbers })),
    fc.int32Array(exactly).map((numbers) => ({ type: 'int32', shape, numbers })),
    fc.bigInt64Array(exactly).map((numbers) => ({ type: 'int64', shape, numbers })),
    fc.uint8Array({ ...exactly, max: 1 }).map((numbers) => ({ type: 'bool', shape, numbers })),
  );
});

const initializer: fc.Arbitrary<InitializerDraft> = fc
  .tuple(text, tensorDraft)
  .map(([name, tensor]) => ({ ...tensor, name }));

const valueInfo: fc.Arbitrary<ValueInfoDraft> = fc.record(
  {
    name: text,
    type: fc.constantFrom('float32', 'int32', 'int64', 'bool'),
    shape: fc.array(fc.oneof(fc.maxSafeInteger(), text), { maxLength: 4 }),
    description: text,
  },
  { requiredKeys: ['name', 'type', 'shape'] },
);

const { graph } = fc.letrec<{ graph: GraphDraft; node: NodeDraft; attribute: Attribute | undefined }>(
  (tie) => ({
    attribute: fc.oneof(
      { maxDepth: 2 },
      whole,
      fc.record({ float }),
      text,
      fc.array(whole, { maxLength: 3 }),
      fc.record({ floats: fc.array(float, { maxLength: 3 }) }),
      fc.record({ strings: names }),
      fc.record({ tensor: tensorDraft }),
      fc.constant(undefined),
      fc.record({ graph: tie('graph') }),
    ),
    node: fc.record(
      {
        op: text,
        name: text,
        inputs: names,
        outputs: names,
        attributes: fc.dictionary(text, tie('attribute'), { maxKeys: 4 }),
      },
      { requiredKeys: ['op', 'name', 'inputs', 'outputs'] },
    ),
    graph: fc.record({
      name: text,
      nodes: fc.array(tie('node'), { maxLength: 3 }),
      initializers: fc.array(initializer, { maxLength: 3 }),
      inputs: fc.array(valueInfo, { maxLength: 2 }),
      outputs: fc.array(valueInfo, { maxLength: 2 }),
    }),
  }),
);

export const modelDraft: fc.Arbitrary<ModelDraft> = fc.record(
  {
    irVersion: fc.integer({ min: 3, max: 10 }),
    opset: fc.integer({ min: 7, max: 22 }),
    producer: fc.record({ name: text, version: text }),
    documentation: text,
    graph,
    metadata: fc.dictionary(text, text, { maxKeys: 3 }),
  },
  { requiredKeys: ['irVersion', 'opset', 'producer', 'graph', 'metadata'] },
);
