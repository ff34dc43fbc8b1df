import type { OpenedModel } from '../models/opened-model.js';

/** What `run.json` says about a model: its hashes, not its path, which may change. */
export function modelSettings({ sha256, decoderSha256 }: OpenedModel): Readonly<Record<string, string>> {
  return { sha256, ...(decoderSha256 !== undefined && { decoder: decoderSha256 }) };
}
