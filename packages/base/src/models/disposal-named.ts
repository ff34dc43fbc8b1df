import { invalidArgument } from '../errors.js';

/**
 * Turns an error of tfjs about a disposed tensor or model into one that names the caller; other errors are returned as they are.
 * @param what `function` or `decoder`, which the user wrote and which threw the error.
 */
export function disposalNamed(caller: string, what: string, error: unknown): unknown {
  if (!isAboutDisposal(error)) return error;
  return invalidArgument(
    `${caller}: a model or tensor that the ${what} uses was disposed; make it again, and dispose it only after the last use.`,
    { cause: error },
  );
}

/** Runs code of the user; an error about a disposed tensor names the caller, as in {@link disposalNamed}. */
export function withDisposalNamed<T>(caller: string, what: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw disposalNamed(caller, what, error);
  }
}

/** The engine of tfjs looks for the backend of a tensor, and finds nothing if the tensor was disposed. */
function isAboutDisposal(error: unknown): boolean {
  if (!(error instanceof Error) || 'code' in error) return false;
  const { message } = error;
  return /\bdisposed\b/i.test(message) || (/undefined/.test(message) && /['".]backend['")]/.test(message));
}
