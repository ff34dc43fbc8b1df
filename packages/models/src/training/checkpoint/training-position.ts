import { isObject } from '../../checks/is-object.js';
import type { TrainingPosition } from './training-checkpoint.js';

const COUNTS = ['epoch', 'step', 'samples', 'updates'];
const NUMBERS = ['reconstruction', 'kl', 'seconds'];

/** Whether a value that was read from a file is the position of a training run. */
export function isPosition(value: unknown): value is TrainingPosition & Record<string, unknown> {
  if (!isObject(value) || !Array.isArray(value.history)) return false;
  const isCount = (name: string) => Number.isSafeInteger(value[name]) && Number(value[name]) >= 0;
  return (
    COUNTS.every(isCount) &&
    NUMBERS.every((name) => Number.isFinite(value[name])) &&
    value.history.every(isObject)
  );
}
