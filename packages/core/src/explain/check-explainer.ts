import { invalidArgument, typeName } from '@csm/base';
import type { Explainer } from './explainer.js';

/**
 * Checks an explainer that a function was called with, such as one that wraps another.
 * @param caller name of the function, which the error begins with.
 * @throws unless the value has an explainer's members.
 */
export function checkExplainer(caller: string, value: Explainer): void {
  if (typeof (value as Partial<Explainer> | undefined)?.attribute === 'function') return;
  const hint = typeof value === 'function' ? '; call it: gradient(), not gradient' : '';
  throw invalidArgument(
    `${caller}: expected an Explainer, such as gradient(); got ${typeName(value)}${hint}.`,
  );
}
