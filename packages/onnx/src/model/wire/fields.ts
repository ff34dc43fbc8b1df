import { type BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { invalidFile } from '@csm/base';
import { type Decode, endsTooEarly, type Field } from './message.js';

/** A text; empty if absent. */
export const text = (number: number): Field<string> =>
  singular(
    number,
    () => '',
    WireType.LengthDelimited,
    (reader) => reader.string(),
  );

export const texts = (number: number): Field<string[]> =>
  repeated(number, WireType.LengthDelimited, (reader) => reader.string());

/** The bytes of a field, as a view. */
export const blob = (number: number): Field<Uint8Array | undefined> =>
  singular(number, () => undefined, WireType.LengthDelimited, bytesOf);

export const blobs = (number: number): Field<Uint8Array[]> =>
  repeated(number, WireType.LengthDelimited, bytesOf);

/** A message. */
export const one = <T>(number: number, decode: Decode<T>): Field<T | undefined> =>
  singular(
    number,
    () => undefined,
    WireType.LengthDelimited,
    (reader) => decode(bytesOf(reader)),
  );

export const many = <T>(number: number, decode: Decode<T>): Field<T[]> =>
  repeated(number, WireType.LengthDelimited, (reader) => decode(bytesOf(reader)));

/** A signed whole number of 32 or 64 bits, exact up to 2^53. */
export const integer = (number: number): Field<number | undefined> =>
  singular(number, () => undefined, WireType.Varint, signed);

/** Whole numbers, packed or not. */
export const integers = (number: number): Field<number[]> => packable(number, WireType.Varint, signed);

export const unsignedIntegers = (number: number): Field<number[]> =>
  packable(number, WireType.Varint, (reader) => Number(reader.uint64()));

export const float = (number: number): Field<number | undefined> =>
  singular(
    number,
    () => undefined,
    WireType.Bit32,
    (reader) => reader.float(),
  );

export const floats = (number: number): Field<number[]> =>
  packable(number, WireType.Bit32, (reader) => reader.float());

/** Many float32 or float64 numbers, packed or not: their little-endian bytes, as views. */
export const numberBytes = (number: number, wire: WireType.Bit32 | WireType.Bit64): Field<Uint8Array[]> => ({
  number,
  absent: () => [],
  read(reader, actual, before) {
    if (actual === WireType.LengthDelimited) before.push(bytesOf(reader));
    else {
      checkWire(number, actual, wire);
      before.push(reader.skip(actual, number));
    }
    return before;
  },
});

const bytesOf = (reader: BinaryReader): Uint8Array => reader.bytes();
const signed = (reader: BinaryReader): number => Number(reader.int64());

function singular<T>(
  number: number,
  absent: () => T,
  wire: WireType,
  read: (reader: BinaryReader) => T,
): Field<T> {
  return {
    number,
    absent,
    read(reader, actual) {
      checkWire(number, actual, wire);
      return read(reader);
    },
  };
}

function repeated<T>(number: number, wire: WireType, read: (reader: BinaryReader) => T): Field<T[]> {
  return {
    number,
    absent: () => [],
    read(reader, actual, before) {
      checkWire(number, actual, wire);
      before.push(read(reader));
      return before;
    },
  };
}

/** Numbers, each with its tag, or all in one field of a given length. */
function packable(number: number, wire: WireType, read: (reader: BinaryReader) => number): Field<number[]> {
  return {
    number,
    absent: () => [],
    read(reader, actual, before) {
      if (actual === WireType.LengthDelimited) {
        const end = reader.uint32() + reader.pos;
        if (end > reader.len) throw endsTooEarly();
        while (reader.pos < end) before.push(read(reader));
        if (reader.pos > end) throw endsTooEarly();
      } else {
        checkWire(number, actual, wire);
        before.push(read(reader));
      }
      return before;
    },
  };
}

function checkWire(number: number, actual: WireType, expected: WireType): void {
  if (actual === expected) return;
  throw invalidFile(
    `protobuf: expected field ${number} with wire type ${expected}; got ${actual}; download the file again.`,
  );
}
