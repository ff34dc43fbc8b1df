import { unsupportedModel } from '@csm/base';

/** Matches both messages of TensorFlow.js about a kernel that the current backend does not have. */
const MISSING = /(?:Kernel|registered kernel) '(\w+)'/;

/**
 * Runs code that is recorded. If it calls a kernel of TensorFlow.js that cannot be written as ONNX, the error names what was being recorded.
 * @param what a node or score, as in `node "relu" (activation)`.
 */
export function namingMissingKernel<T>(caller: string, what: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    const kernel = error instanceof Error ? MISSING.exec(error.message)?.[1] : undefined;
    if (kernel === undefined) throw error;
    throw unsupportedModel(
      `${caller}: ${what} uses TensorFlow.js' kernel "${kernel}", which cannot be written as ONNX; run it in TensorFlow.js, or build it from ` +
        'other operations.',
    );
  }
}
