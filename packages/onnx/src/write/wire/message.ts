import { BinaryWriter } from '@bufbuild/protobuf/wire';

/** Writes one field of a protobuf message. */
export type Field = (output: Output) => void;

/** The bytes of a message, in pieces. */
export interface Pieces {
  readonly length: number;
  readonly pieces: readonly Uint8Array[];
}

/** Pieces shorter than this are copied into one buffer. */
const LARGE = 4096;

/** Collects the fields of a message. */
export class Output {
  /** Writes everything that is small. */
  readonly writer = new BinaryWriter();
  readonly #pieces: Uint8Array[] = [];
  #length = 0;

  /** @param caller the function that the user called; error messages begin with it. */
  constructor(readonly caller: string) {}

  /** Appends bytes. A large array is kept as a view, so that it is copied only once, into the file. */
  append(bytes: Uint8Array): void {
    if (bytes.length < LARGE) {
      this.writer.raw(bytes);
      return;
    }
    this.#push(this.writer.finish());
    this.#push(bytes);
  }

  finish(): Pieces {
    this.#push(this.writer.finish());
    return { length: this.#length, pieces: this.#pieces };
  }

  #push(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#pieces.push(bytes);
    this.#length += bytes.length;
  }
}

/** The bytes of the message that consists of these fields. @param caller the function that the user called. */
export function message(caller: string, fields: readonly Field[]): Pieces {
  const output = new Output(caller);
  for (const field of fields) field(output);
  return output.finish();
}
