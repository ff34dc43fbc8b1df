import { invalidArgument, invalidFile, isMissingPackage, shown, typeName } from '@csm/base';
import type { TextTokenizer } from './text-tokenizer.js';

const PACKAGE = '@huggingface/tokenizers';
/** Hugging Face writes about 1e30 for a model without a limit. */
const LONGEST = 1e6;

/** The part of a `Tokenizer` of `@huggingface/tokenizers` that is used. */
interface Encoder {
  encode(text: string): { readonly ids: number[]; readonly tokens: string[] };
  token_to_id(token: string): number | undefined;
}

/**
 * Reads a tokenizer of Hugging Face's format, such as that of a CLIP or SigLIP model, with the package `@huggingface/tokenizers` (an optional
 * peer dependency: `npm install @huggingface/tokenizers@0.2`).
 *
 * `encode` throws if the vocabulary has no token for a part of the text, because the embedding would then be that of another text.
 *
 * @param tokenizer the content of `tokenizer.json`: parsed, or as text.
 * @param tokenizerConfig the content of `tokenizer_config.json`, which names the padding token and the context length. Default: neither is known.
 * @throws if the package is not installed; with code `ERR_INVALID_FILE` if the content is not a tokenizer.
 * @category Concepts
 */
export async function readTokenizer(
  tokenizer: object | string,
  tokenizerConfig: object | string = {},
): Promise<TextTokenizer> {
  const json = parsed('tokenizer', tokenizer);
  const settings = parsed('tokenizerConfig', tokenizerConfig);
  const encoder = await encoderOf(json, settings);
  const own = new Set(encoder.encode('').ids);
  const unknown = idOf(encoder, (json.model as { unk_token?: unknown } | undefined)?.unk_token);
  const padId = idOf(encoder, settings.pad_token);
  const { model_max_length: length } = settings;
  return {
    encode(text) {
      if (typeof text !== 'string') {
        throw invalidArgument(`encode: expected a text; got ${typeName(text)}.`);
      }
      const { ids } = encoder.encode(text);
      if (unknown !== undefined && !own.has(unknown) && ids.includes(unknown)) {
        throw invalidArgument(
          `encode: the tokenizer's vocabulary has no token for a part of ${shown(text)}; use other words.`,
        );
      }
      return ids;
    },
    ...(padId !== undefined && { padId }),
    ...(typeof length === 'number' && length < LONGEST && { contextLength: length }),
  };
}

/** The id of a token, which a configuration names by its text or describes as an object. */
function idOf(encoder: Encoder, token: unknown): number | undefined {
  const text = typeof token === 'object' && token !== null ? (token as { content?: unknown }).content : token;
  return typeof text === 'string' ? encoder.token_to_id(text) : undefined;
}

function parsed(name: 'tokenizer' | 'tokenizerConfig', content: object | string): Record<string, unknown> {
  let value: unknown = content;
  if (typeof content === 'string') {
    try {
      value = JSON.parse(content);
    } catch (cause) {
      throw notTokenizer(name, `text that is not JSON, beginning with ${shown(content.slice(0, 40))}`, cause);
    }
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value)) {
    if (name === 'tokenizerConfig' || (value as { model?: unknown }).model !== undefined)
      return value as Record<string, unknown>;
  }
  throw notTokenizer(name, typeof value === 'object' ? 'another object' : typeName(value));
}

function notTokenizer(name: 'tokenizer' | 'tokenizerConfig', got: string, cause?: unknown): Error {
  const file = name === 'tokenizerConfig' ? 'tokenizer_config.json' : 'tokenizer.json';
  return invalidFile(
    `readTokenizer: ${name} must be the content of a ${file}, parsed or as text; got ${got}; download the file again.`,
    { cause },
  );
}

async function encoderOf(json: object, config: object): Promise<Encoder> {
  let Tokenizer: new (tokenizer: object, config: object) => Encoder;
  try {
    ({ Tokenizer } = await import('@huggingface/tokenizers'));
  } catch (cause) {
    if (!isMissingPackage(cause, PACKAGE)) throw cause;
    throw invalidArgument(
      `readTokenizer: expected the package "${PACKAGE}", which is not installed; install it: npm install ${PACKAGE}@0.2.`,
      { cause },
    );
  }
  try {
    return new Tokenizer(json, config);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.replace(/\.+$/, '') : String(cause);
    throw invalidFile(
      `readTokenizer: expected a tokenizer that ${PACKAGE} can read; it reports: ${reason}; export the tokenizer again, or write an object ` +
        '{ encode(text) }.',
      { cause },
    );
  }
}
