import {
  type ErrorCode,
  invalidArgument,
  invalidFile,
  notFinite,
  sentence,
  trainingDiverged,
  unsupportedModel,
} from '@csm/base';

const MAKERS: Readonly<Record<ErrorCode, (message: string) => Error>> = {
  ERR_INVALID_ARGUMENT: invalidArgument,
  ERR_UNSUPPORTED_MODEL: unsupportedModel,
  ERR_INVALID_FILE: invalidFile,
  ERR_TRAINING_DIVERGED: trainingDiverged,
  ERR_NOT_FINITE: notFinite,
};

/** The error that another process had, from its message and its code. Processes that ended and errors without a code count as files. */
export function errorOfProcess(reason: string, code = 'ERR_INVALID_FILE'): Error {
  return (MAKERS[code as ErrorCode] ?? invalidFile)(sentence(reason));
}
