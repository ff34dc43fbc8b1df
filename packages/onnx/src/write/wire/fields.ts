import { WireType } from '@bufbuild/protobuf/wire';
import { invalidArgument, shown, unsupportedModel } from '@csm/base';
import { type Field, message } from './message.js';

// Each function writes a field with its number in the format. Lists are written one element at a time: ONNX uses protobuf's version 2,
// which does not pack lists by default.

/** A string; not written if it is empty or undefined. */
export const text = (number: number, value: string | undefined): Field =>
  texts(number, value === undefined || value === '' ? [] : [value]);

export const texts =
  (number: number, values: readonly string[]): Field =>
  ({ writer, caller }) => {
    for (const value of values) {
      checkUnicode(caller, value);
      writer.tag(number, WireType.LengthDelimited).string(value);
    }
  };

/** Bytes, which are kept as a view. */
export const blob =
  (number: number, bytes: Uint8Array): Field =>
  (output) => {
    output.writer.tag(number, WireType.LengthDelimited).uint64(bytes.length);
    output.append(bytes);
  };

/** A message. */
export const one =
  (number: number, fields: readonly Field[]): Field =>
  (output) => {
    const { length, pieces } = message(output.caller, fields);
    output.writer.tag(number, WireType.LengthDelimited).uint64(length);
    for (const piece of pieces) output.append(piece);
  };

export const many =
  (number: number, messages: readonly (readonly Field[])[]): Field =>
  (output) => {
    for (const fields of messages) one(number, fields)(output);
  };

/** A signed integer, exact up to 2^53. */
export const integer = (number: number, value: number): Field => integers(number, [value]);

export const integers =
  (number: number, values: readonly number[]): Field =>
  ({ writer, caller }) => {
    for (const value of values) {
      if (!Number.isSafeInteger(value)) {
        throw invalidArgument(
          `${caller}: expected an integer below 2^53; got ${value}; round it, or pass a float.`,
        );
      }
      writer.tag(number, WireType.Varint).int64(value);
    }
  };

/** A float32 number. */
export const float = (number: number, value: number): Field => floats(number, [value]);

export const floats =
  (number: number, values: readonly number[]): Field =>
  ({ writer, caller }) => {
    for (const value of values) {
      if (Number.isFinite(value) && !Number.isFinite(Math.fround(value))) {
        throw unsupportedModel(
          `${caller}: expected values within the range of float32; got ${value}; pass a value of smaller magnitude.`,
        );
      }
      writer.tag(number, WireType.Bit32).float(value);
    }
  };

/** An unpaired surrogate would be replaced by another character, so that two names could become equal. */
function checkUnicode(caller: string, value: string): void {
  if (!/\p{Surrogate}/u.test(value)) return;
  throw unsupportedModel(
    `${caller}: expected strings of valid Unicode; ${shown(value)} contains an unpaired surrogate; rename it.`,
  );
}
