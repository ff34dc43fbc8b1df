import { BinaryReader, type WireType } from '@bufbuild/protobuf/wire';
import { invalidFile } from '@csm/base';

/** How one field of a protobuf message is read. */
export interface Field<T> {
  readonly number: number;
  /** The value of a field that the message does not have. */
  absent(): T;
  /** Reads one occurrence of the field. @param before the value so far. */
  read(reader: BinaryReader, wire: WireType, before: T): T;
}

export type Fields = Readonly<Record<string, Field<unknown>>>;

export type MessageOf<F extends Fields> = {
  readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never;
};

/** Reads a message. @throws any error, also of the protobuf library, if the bytes are not such a message. */
export type Decode<T> = (bytes: Uint8Array) => T;

/**
 * The decoder of a message with some fields; others are skipped. Messages only nest as deep as the fields say, so no bytes can make
 * it recurse further.
 */
export function message<F extends Fields>(fields: F): Decode<MessageOf<F>> {
  const entries = Object.entries(fields);
  const byNumber = new Map(entries.map(([name, field]) => [field.number, { name, field }]));
  return (bytes) => {
    const reader = new BinaryReader(bytes);
    const values: Record<string, unknown> = {};
    for (const [name, field] of entries) values[name] = field.absent();
    while (reader.pos < reader.len) {
      const [number, wire] = reader.tag();
      const known = byNumber.get(number);
      if (known) values[known.name] = known.field.read(reader, wire, values[known.name]);
      else reader.skip(wire, number);
      if (reader.pos > reader.len) throw endsTooEarly();
    }
    return values as MessageOf<F>;
  };
}

/** The error for a message that ends within a field. */
export function endsTooEarly(): Error {
  return invalidFile(
    'protobuf: expected more bytes; the message ends within a field; download the file again.',
  );
}
