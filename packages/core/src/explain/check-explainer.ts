import { invalidArgument, typeName } from '@csm/base';
import type { Explainer } from './explainer.js';

/**
 * Checks an explainer that was passed to a function, for example to one that wraps explainers.
 * @param caller name of the function; the error begins with it.
 * @throws unless the value has the members of an explainer.
 * @category Write an explainer
 */
export function checkExplainer(caller: string, value: Explainer): void {
  if (typeof (value as Partial<Explainer> | undefined)?.attribute === 'function') return;
  const hint = typeof value === 'function' ? '; call it: gradient(), not gradient' : '';
  throw invalidArgument(
    `${caller}: expected an Explainer, such as gradient(); got ${typeName(value)}${hint}.`,
  );
}
