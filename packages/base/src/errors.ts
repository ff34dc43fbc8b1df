/** The `code` of every error that these packages throw, by which a program can distinguish errors. */
export type ErrorCode =
  | 'ERR_INVALID_ARGUMENT'
  | 'ERR_UNSUPPORTED_MODEL'
  | 'ERR_INVALID_FILE'
  | 'ERR_TRAINING_DIVERGED'
  | 'ERR_NOT_FINITE';

/** An error with a code. */
export type Coded<Code extends ErrorCode, Kind extends Error = Error> = Kind & { readonly code: Code };

/** An argument or option is invalid. */
export function invalidArgument(
  message: string,
  options?: ErrorOptions,
): Coded<'ERR_INVALID_ARGUMENT', TypeError> {
  return coded(new TypeError(message, options), 'ERR_INVALID_ARGUMENT', invalidArgument);
}

/** The model has a layer, structure or output that the function does not support. */
export function unsupportedModel(message: string, options?: ErrorOptions): Coded<'ERR_UNSUPPORTED_MODEL'> {
  return coded(new Error(message, options), 'ERR_UNSUPPORTED_MODEL', unsupportedModel);
}

/** A file is missing, damaged or of another format. */
export function invalidFile(message: string, options?: ErrorOptions): Coded<'ERR_INVALID_FILE'> {
  return coded(new Error(message, options), 'ERR_INVALID_FILE', invalidFile);
}

/** The training loss or a weight became NaN or infinite. */
export function trainingDiverged(message: string, options?: ErrorOptions): Coded<'ERR_TRAINING_DIVERGED'> {
  return coded(new Error(message, options), 'ERR_TRAINING_DIVERGED', trainingDiverged);
}

/** Numbers that were computed from valid arguments are NaN or infinite. */
export function notFinite(message: string, options?: ErrorOptions): Coded<'ERR_NOT_FINITE'> {
  return coded(new Error(message, options), 'ERR_NOT_FINITE', notFinite);
}

/** Adds the code and, if the engine supports it (V8), removes the helper's frames from the stack. */
function coded<Kind extends Error, Code extends ErrorCode>(
  error: Kind,
  code: Code,
  helper: (message: string) => Error,
): Coded<Code, Kind> {
  const { captureStackTrace } = Error as { captureStackTrace?: (target: Error, below: unknown) => void };
  captureStackTrace?.(error, helper);
  return Object.assign(error, { code });
}
