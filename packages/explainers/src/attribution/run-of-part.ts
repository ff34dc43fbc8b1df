import type { Run } from '@csm/core/extend';

/** The run of one of several parts of the work, whose progress is a share of the whole. */
export function runOfPart({ onProgress, ...run }: Run, part: number, parts: number): Run {
  return {
    ...run,
    onProgress: onProgress && (({ done, total }) => onProgress({ done: part + done / total, total: parts })),
  };
}
