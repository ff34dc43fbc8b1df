import { unsupportedModel } from '@csm/base';

/** Thrown while code is recorded that cannot be written as ONNX; see {@link namingRecorded}. */
export class NotRecordable extends Error {
  /** @param reason what the code does, and what to do instead: `reads …; use …`, without a period. */
  constructor(readonly reason: string) {
    super(reason);
  }
}

/** Matches both messages of TensorFlow.js about a kernel that the current backend does not have. */
const MISSING = /(?:Kernel|registered kernel) '(\w+)'/;

/**
 * Runs code that is recorded. If it cannot be written as ONNX, the error begins with the caller and names what was being recorded.
 * @param what a node or score, as in `node "relu" (activation)`.
 */
export function namingRecorded<T>(caller: string, what: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    const reason = reasonOf(error);
    if (reason === undefined) throw error;
    throw unsupportedModel(`${caller}: ${what} ${reason}.`, { cause: error });
  }
}

function reasonOf(error: unknown): string | undefined {
  if (error instanceof NotRecordable) return error.reason;
  const kernel = error instanceof Error ? MISSING.exec(error.message)?.[1] : undefined;
  if (kernel === undefined) return undefined;
  return (
    `uses TensorFlow.js' kernel "${kernel}", which cannot be written as ONNX; run it in TensorFlow.js, or build it from ` +
    'other operations'
  );
}
