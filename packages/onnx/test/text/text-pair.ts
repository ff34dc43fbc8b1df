import { readFile } from 'node:fs/promises';
import { readTokenizer } from '../../src/text.js';

const folder = new URL('../../../../examples/text/pair/', import.meta.url);

/** A file of the pair of encoders in `examples/text/pair`, which `examples/text/model/train.py` trained. */
export const pairFile = async (name: string): Promise<Uint8Array> =>
  new Uint8Array(await readFile(new URL(name, folder)));

/** A JSON file of the pair. */
export const pairJson = async (name: string) =>
  JSON.parse(await readFile(new URL(name, folder), 'utf8')) as Record<string, unknown>;

/** What PyTorch computes for some texts, with the tokens of a slow byte-pair encoding in Python. */
export const expectedTexts = async () =>
  (await pairJson('expected.json')) as {
    readonly texts: readonly string[];
    readonly tokens: readonly (readonly number[])[];
    readonly embeddings: readonly (readonly number[])[];
  };

export const pairTokenizer = async () =>
  readTokenizer(await pairJson('tokenizer.json'), await pairJson('tokenizer_config.json'));
