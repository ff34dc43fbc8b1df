import { BinaryWriter } from '@bufbuild/protobuf/wire';

/** Writes one field of a protobuf message. */
export type Field = (output: Output) => void;

/** The bytes of a message, one piece after the other. */
export interface Pieces {
  readonly length: number;
  readonly pieces: readonly Uint8Array[];
}

/** Pieces shorter than this are copied together. */
const LARGE = 4096;

/** Where the fields of a message are written to. */
export class Output {
  /** For everything small. */
  readonly writer = new BinaryWriter();
  readonly #pieces: Uint8Array[] = [];
  #length = 0;

  /** @param caller the function that the user called, with which the messages of errors begin. */
  constructor(readonly caller: string) {}

  /** Appends bytes. Many of them are kept as a view, so that they are copied only once: into the file. */
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
