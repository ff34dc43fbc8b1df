import { describe, expect, it } from 'vitest';
import { expectedTexts, pairJson, pairTokenizer } from '../../test/text/text-pair.js';
import { readTokenizer } from './read-tokenizer.js';

describe('readTokenizer', () => {
  it('gives the ids of a byte-pair encoding that was written by its definition in Python', async () => {
    const { encode, padId, contextLength } = await pairTokenizer();
    const { texts, tokens } = await expectedTexts();
    const vocabulary = (await pairJson('tokenizer.json')) as { model: { vocab: Record<string, number> } };
    expect({ padId, contextLength }).toEqual({
      padId: vocabulary.model.vocab['<|endoftext|>'],
      contextLength: tokens[0]!.length,
    });
    for (const [i, text] of texts.entries()) {
      const ids = encode(text);
      const padding = Array.from({ length: contextLength! - ids.length }, () => padId);
      expect([...ids, ...padding]).toEqual(tokens[i]);
    }
  });

  it('takes the content as text, and a token that is described as an object', async () => {
    const json = JSON.stringify(await pairJson('tokenizer.json'));
    const config = { pad_token: { content: '<|startoftext|>' }, model_max_length: 1e30 };
    const read = await readTokenizer(json, JSON.stringify(config));
    const { encode } = await pairTokenizer();
    expect([read.padId, read.contextLength]).toEqual([encode('a hat')[0], undefined]);
    expect(read.encode('a hat')).toEqual(encode('a hat'));
  });

  it('rejects a text with a part that is not in the vocabulary', async () => {
    const { encode } = await pairTokenizer();
    expect(() => encode('a 3rd hat')).toThrow(
      'encode: the tokenizer\'s vocabulary has no token for a part of "a 3rd hat"; use other words.',
    );
    expect(() => encode(3 as never)).toThrow('encode: expected a text; got a number.');
  });

  it('rejects what is not a tokenizer', async () => {
    const rejected = (message: string) =>
      expect.objectContaining({ code: 'ERR_INVALID_FILE', message: expect.stringContaining(message) });
    const file = 'readTokenizer: tokenizer must be the content of a tokenizer.json, parsed or as text; got';
    await expect(readTokenizer('<html>')).rejects.toEqual(
      rejected(`${file} text that is not JSON, beginning with "<html>"; download the file again.`),
    );
    await expect(readTokenizer({})).rejects.toEqual(rejected(`${file} another object;`));
    await expect(readTokenizer(new Uint8Array(3))).rejects.toEqual(rejected(`${file} another object;`));
    await expect(readTokenizer(undefined as never)).rejects.toEqual(rejected(`${file} undefined;`));
    await expect(readTokenizer({ model: { type: 'None' } })).rejects.toEqual(
      rejected('readTokenizer: expected a tokenizer that @huggingface/tokenizers can read; it reports:'),
    );
    await expect(readTokenizer(await pairJson('tokenizer.json'), '[]')).rejects.toEqual(
      rejected('readTokenizer: tokenizerConfig must be the content of a tokenizer_config.json'),
    );
  });
});
