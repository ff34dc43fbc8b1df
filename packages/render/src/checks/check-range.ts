import { invalidArgument } from '@csm/base';

/** @throws unless the range is two finite numbers with low < high. */
export function checkRange(caller: string, name: string, range: readonly [number, number], hint = ''): void {
  const [low = Number.NaN, high = Number.NaN] = Array.isArray(range) ? range : [];
  if (low < high && Number.isFinite(high - low)) return;
  throw invalidArgument(`${caller}: ${name} must be two finite numbers, low < high; got [${range}]${hint}.`);
}
