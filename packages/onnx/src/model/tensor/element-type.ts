import type { ElementType } from '../onnx-model.js';

interface KnownType {
  readonly type: ElementType;
  /** Bytes per element. */
  readonly bytes: number;
}

const KNOWN: Readonly<Record<number, KnownType>> = {
  1: { type: 'float32', bytes: 4 },
  2: { type: 'uint8', bytes: 1 },
  3: { type: 'int8', bytes: 1 },
  4: { type: 'uint16', bytes: 2 },
  5: { type: 'int16', bytes: 2 },
  6: { type: 'int32', bytes: 4 },
  7: { type: 'int64', bytes: 8 },
  9: { type: 'bool', bytes: 1 },
  10: { type: 'float16', bytes: 2 },
  11: { type: 'float64', bytes: 8 },
  12: { type: 'uint32', bytes: 4 },
  13: { type: 'uint64', bytes: 8 },
  16: { type: 'bfloat16', bytes: 2 },
};

const OTHERS: Readonly<Record<number, string>> = {
  8: 'strings',
  14: 'complex64',
  15: 'complex128',
  17: 'float8e4m3fn',
  18: 'float8e4m3fnuz',
  19: 'float8e5m2',
  20: 'float8e5m2fnuz',
  21: 'uint4',
  22: 'int4',
  23: 'float4e2m1',
  24: 'float8e8m0',
  25: 'uint2',
  26: 'int2',
};

/** The element type with a number of the format; undefined if it is not supported. */
export function knownType(dataType: number | undefined): KnownType | undefined {
  return dataType === undefined ? undefined : KNOWN[dataType];
}

/** What an unsupported element type is called. */
export function typeWithNumber(dataType: number | undefined): string {
  return KNOWN[dataType ?? 0]?.type ?? OTHERS[dataType ?? 0] ?? `the unknown type ${dataType ?? 0}`;
}
