import { invalidArgument, shown, typeName } from '@csm/base';
import type { Explainer } from './explainer.js';

/** Of `attribute`: target, inputs and run. A method for hidden layers takes the layer, too. */
const PARAMETERS = 3;

/**
 * Checks an explainer that was passed to a function, for example to one that wraps explainers.
 * @param caller name of the function; the error begins with it.
 * @throws unless the value has the members of an explainer.
 * @category Write an explainer
 */
export function checkExplainer(caller: string, value: Explainer): void {
  if (typeof (value as Partial<Explainer> | undefined)?.attribute === 'function') {
    if (value.attribute.length <= PARAMETERS) return;
    throw invalidArgument(
      `${caller}: expected an Explainer, such as gradient(); got ${shown(value.name)}, a method for hidden layers; use explainLayer() of ` +
        '@csm/explainers for it.',
    );
  }
  const hint = typeof value === 'function' ? '; call it: gradient(), not gradient' : '';
  throw invalidArgument(
    `${caller}: expected an Explainer, such as gradient(); got ${typeName(value)}${hint}.`,
  );
}
