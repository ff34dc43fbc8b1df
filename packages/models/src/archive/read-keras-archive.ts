import { invalidFile } from '@csm/base';
import { isObject, type JsonObject } from '../checks/is-object.js';
import { readZip } from './read-zip.js';

const CONFIG = 'config.json';
const METADATA = 'metadata.json';
const WEIGHTS = 'model.weights.h5';

/** The content of a `.keras` file. */
export interface KerasArchive {
  /** The layers of the model and their calls. */
  readonly config: JsonObject;
  readonly kerasVersion: string | undefined;
  /** The weights, an HDF5 file. */
  readonly weights: Uint8Array;
}

/** Whether a file begins like a zip archive. */
export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 0x03 && bytes[3] === 0x04;
}

/**
 * Reads a `.keras` file of Keras 2.12 or later: a zip archive with `config.json`, `metadata.json` and `model.weights.h5`.
 * @param where the beginning of messages: function and file.
 * @throws unless it is such an archive.
 */
export async function readKerasArchive(where: string, bytes: Uint8Array): Promise<KerasArchive> {
  const entries = await readZip(where, bytes, [CONFIG, METADATA, WEIGHTS]);
  const json = (name: string) => parse(where, name, entries.get(name));
  const config = json(CONFIG);
  const weights = entries.get(WEIGHTS);
  if (!isObject(config) || !weights) {
    const missing = [...(isObject(config) ? [] : [CONFIG]), ...(weights ? [] : [WEIGHTS])].join(' and ');
    throw invalidFile(
      `${where}: expected a .keras file; the archive has no ${missing}; save the model with model.save("model.keras").`,
    );
  }
  const metadata = json(METADATA);
  const version = isObject(metadata) ? metadata.keras_version : undefined;
  return { config, kerasVersion: typeof version === 'string' ? version : undefined, weights };
}

function parse(where: string, name: string, bytes: Uint8Array | undefined): unknown {
  if (!bytes) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw invalidFile(
      `${where}: expected JSON in "${name}" of the archive; it is not valid JSON; save the model again.`,
      { cause },
    );
  }
}
