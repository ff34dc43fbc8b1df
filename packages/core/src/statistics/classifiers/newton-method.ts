import type { Form, LabelledExamples } from './form.js';
import type { Loss } from './loss.js';

const MOST_STEPS = 100;

/**
 * Minimises ½‖v‖² + C Σ loss(y (v · z + b)) over (v, b) by Newton's method with halved steps, starting at zero. Stops when a
 * step no longer lowers the objective.
 * @returns the parameters of the form.
 */
export async function minimise(
  form: Form,
  { signs }: LabelledExamples,
  loss: Loss,
  cost: number,
  pause: () => Promise<void>,
): Promise<Float64Array> {
  const at = (parameters: Float64Array) => {
    const { scores, penalty } = form.evaluate(parameters);
    let value = 0;
    for (const [i, sign] of signs.entries()) value += loss(sign * scores[i]!).value;
    return { parameters, scores, value: penalty + cost * value };
  };
  let current = at(new Float64Array(form.size));
  for (let step = 0; step < MOST_STEPS; step++) {
    const { parameters, scores, value } = current;
    const losses = signs.map((sign, i) => loss(sign * scores[i]!));
    const derivatives = {
      slopes: Float64Array.from(losses, ({ slope }, i) => cost * slope * signs[i]!),
      curvatures: Float64Array.from(losses, ({ curvature }) => cost * curvature),
    };
    const target = await form.newtonPoint(parameters, derivatives, pause);
    let moved: typeof current | undefined;
    for (let length = 1; length > 1e-10 && moved === undefined; length /= 2) {
      await pause();
      const next = at(parameters.map((p, k) => (length === 1 ? target[k]! : p + length * (target[k]! - p))));
      if (next.value < value) moved = next;
    }
    if (moved === undefined) break;
    current = moved;
    if (value - moved.value <= 1e-15 * Math.abs(value)) break;
  }
  return current.parameters;
}
