import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

// Writes ONNX files for tests: the fields by their numbers in the format (https://onnx.ai).

/** A field of a protobuf message: its number and value. Numbers are varints; lists repeat the field. */
export type FieldValue = number | bigint | string | Uint8Array | readonly FieldValue[] | Float;

/** A float32 number. */
export interface Float {
  readonly float: number;
}

/** A protobuf message. */
export function messageBytes(fields: Readonly<Record<number, FieldValue | undefined>>): Uint8Array {
  const writer = new BinaryWriter();
  for (const [number, value] of Object.entries(fields)) {
    if (value !== undefined) write(writer, Number(number), value);
  }
  return writer.finish();
}

function write(writer: BinaryWriter, number: number, value: FieldValue): void {
  if (typeof value === 'number' || typeof value === 'bigint') {
    writer.tag(number, WireType.Varint).int64(BigInt(value));
  } else if (typeof value === 'string') writer.tag(number, WireType.LengthDelimited).string(value);
  else if (value instanceof Uint8Array) writer.tag(number, WireType.LengthDelimited).bytes(value);
  else if ('float' in value) writer.tag(number, WireType.Bit32).float(value.float);
  else for (const each of value) write(writer, number, each);
}

/** The numbers of the element types. */
export const DATA_TYPES = {
  float32: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: 7,
  string: 8,
  bool: 9,
  float16: 10,
  float64: 11,
  uint32: 12,
  uint64: 13,
  bfloat16: 16,
  float8e4m3fn: 17,
  int4: 22,
} as const;

/** Packed varints. */
export function packed(numbers: readonly (number | bigint)[]): Uint8Array {
  const writer = new BinaryWriter();
  for (const number of numbers) writer.int64(BigInt(number));
  return writer.finish();
}

/** The bytes of numbers. */
export function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** A tensor; `fields` are those that hold its numbers. */
export function tensorBytes(
  name: string,
  type: keyof typeof DATA_TYPES,
  dims: readonly (number | bigint)[],
  fields: Readonly<Record<number, FieldValue>>,
): Uint8Array {
  return messageBytes({ 1: dims, 2: DATA_TYPES[type], 8: name, ...fields });
}

/** A float32 tensor of raw data. */
export function floatTensor(name: string, dims: readonly number[], numbers: readonly number[]): Uint8Array {
  return tensorBytes(name, 'float32', dims, { 9: bytesOf(Float32Array.from(numbers)) });
}

/** The description of an input or output. */
export function valueBytes(
  name: string,
  shape: readonly (number | string)[] = [1, 2],
  type: keyof typeof DATA_TYPES = 'float32',
): Uint8Array {
  const dimensions = shape.map((length) =>
    messageBytes(typeof length === 'number' ? { 1: length } : { 2: length }),
  );
  return messageBytes({
    1: name,
    2: messageBytes({ 1: messageBytes({ 1: DATA_TYPES[type], 2: messageBytes({ 1: dimensions }) }) }),
  });
}

/** An attribute: a whole number, a float, a text, a tensor (bytes) or a list of whole numbers. */
export function attributeBytes(
  name: string,
  value: number | Float | string | Uint8Array | readonly number[],
): Uint8Array {
  if (typeof value === 'number') return messageBytes({ 1: name, 3: value, 20: 2 });
  if (typeof value === 'string') return messageBytes({ 1: name, 4: value, 20: 3 });
  if (value instanceof Uint8Array) return messageBytes({ 1: name, 5: value, 20: 4 });
  if ('float' in value) return messageBytes({ 1: name, 2: value, 20: 1 });
  return messageBytes({ 1: name, 8: value, 20: 7 });
}

/** One operator. */
export function nodeBytes(
  op: string,
  inputs: readonly string[],
  outputs: readonly string[],
  {
    name = '',
    domain = '',
    attributes = [],
  }: { name?: string; domain?: string; attributes?: readonly Uint8Array[] } = {},
): Uint8Array {
  return messageBytes({ 1: inputs, 2: outputs, 3: name, 4: op, 5: attributes, 7: domain });
}

/** A model whose graph reads `x` and computes `y`, if nothing else is said. */
export function modelBytes({
  nodes = [nodeBytes('Relu', ['x'], ['y'])],
  initializers = [],
  sparse = [],
  inputs = [valueBytes('x')],
  outputs = [valueBytes('y')],
  functions = [],
  opset = 17,
  domains = {},
  producer = 'test',
}: {
  nodes?: readonly Uint8Array[];
  initializers?: readonly Uint8Array[];
  sparse?: readonly Uint8Array[];
  inputs?: readonly Uint8Array[];
  outputs?: readonly Uint8Array[];
  functions?: readonly Uint8Array[];
  opset?: number;
  /** Versions of the operators of other domains. */
  domains?: Readonly<Record<string, number>>;
  producer?: string;
} = {}): Uint8Array {
  return messageBytes({
    1: 8,
    2: producer,
    7: messageBytes({ 1: nodes, 5: initializers, 11: inputs, 12: outputs, 15: sparse }),
    8: [
      messageBytes({ 2: opset }),
      ...Object.entries(domains).map(([domain, version]) => messageBytes({ 1: domain, 2: version })),
    ],
    25: functions,
  });
}
