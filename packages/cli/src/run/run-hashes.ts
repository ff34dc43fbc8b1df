import { stat } from 'node:fs/promises';
import type { InputSource } from '../inputs/input-set.js';
import { modelFiles, modelHash } from '../models/model-files.js';
import type { OpenedModel } from '../models/opened-model.js';
import { type RunRecord, sha256 } from './run-record.js';

/** The hashes of a command that opens a model and inputs. @param files other tables that it reads. */
export async function hashesOf(
  model: Pick<OpenedModel, 'sha256' | 'decoderSha256'> | null,
  sources: readonly InputSource[],
  files: readonly string[] = [],
): Promise<RunRecord['hashes']> {
  const recorded = (kind: 'sha256' | 'fingerprint') =>
    Object.fromEntries(sources.flatMap(({ path, [kind]: hash }) => (hash ? [[path, hash]] : [])));
  const fingerprints = recorded('fingerprint');
  return {
    model: model?.sha256 ?? null,
    ...(model?.decoderSha256 !== undefined && { decoder: model.decoderSha256 }),
    tables: { ...recorded('sha256'), ...(await hashedFiles(files)) },
    ...(Object.keys(fingerprints).length > 0 && { fingerprints }),
  };
}

/** The SHA-256 of weights: of a file, or of a folder that `saveVae` wrote. */
export async function weightsHash(path: string): Promise<string> {
  if (!(await stat(path)).isDirectory()) return sha256(path);
  return modelHash(await modelFiles({ kind: 'vae', path }));
}

/** The SHA-256 of each file. */
export async function hashedFiles(paths: readonly string[]): Promise<Record<string, string>> {
  const hashed: [string, string][] = [];
  for (const path of paths) hashed.push([path, await sha256(path)]);
  return Object.fromEntries(hashed);
}
