import { checkPositive } from '@csm/base';

/** Options of the rules of layer-wise relevance propagation for layers with a kernel. */
export interface StabiliserOptions {
  /** Added to the denominators with their sign, above 0. Default 1e-6. */
  readonly epsilon?: number | undefined;
}

/** The stabiliser of a rule. @throws if it is not above 0. */
export function stabiliserOf(caller: string, { epsilon = 1e-6 }: StabiliserOptions): number {
  checkPositive(caller, 'epsilon', epsilon);
  return epsilon;
}
