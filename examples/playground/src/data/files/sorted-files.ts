import type { DroppedFile } from './dropped-file.js';
import { type FileKind, kindOfFile } from './kind-of-file.js';

/** Files by what they are, the latest last, and a sentence for each that cannot be used. */
export interface SortedFiles {
  readonly byKind: Readonly<Record<FileKind, readonly DroppedFile[]>>;
  readonly problems: readonly FileProblem[];
}

export interface FileProblem {
  readonly path: string;
  readonly sentence: string;
}

/** Files that systems put into folders, and what `saveVae` and `csm train` put next to their models. */
const isHidden = (path: string) =>
  path
    .split('/')
    .some((part) =>
      /^(\.|__MACOSX$|Thumbs\.db$|desktop\.ini$|LICENSE|README|vae\.json$|training\.json$)/i.test(part),
    );

/** Recognises files, some at a time. */
export async function sortedFiles(files: readonly DroppedFile[], signal: AbortSignal): Promise<SortedFiles> {
  const byKind: Record<FileKind, DroppedFile[]> = {
    onnx: [],
    keras: [],
    json: [],
    weights: [],
    picture: [],
    table: [],
    array: [],
    counts: [],
  };
  const problems: FileProblem[] = [];
  const wanted = files.filter(({ path }) => !isHidden(path));
  for (let start = 0; start < wanted.length; start += 64) {
    signal.throwIfAborted();
    const some = wanted.slice(start, start + 64);
    const kinds = await Promise.allSettled(some.map(kindOfFile));
    for (const [i, found] of kinds.entries()) {
      const file = some[i]!;
      if (found.status === 'fulfilled') byKind[found.value].push(file);
      else problems.push({ path: file.path, sentence: (found.reason as Error).message });
    }
  }
  return { byKind, problems };
}
