import { invalidFile, largest, size } from '@csm/base';
import { isObject } from '../checks/is-object.js';
import { isModelClass } from './layer-config.js';

/** Options of layers that determine the sizes of weights. */
const SIZES = ['units', 'filters', 'kernel_size', 'input_dim', 'output_dim', 'depth_multiplier'];

/** Models inside models, and layers inside layers. */
const MAX_DEPTH = 100;

/** What a topology is checked against. */
interface Check {
  /** Begins every message: function and file. */
  readonly where: string;
  /** The number of values of the largest weight in the file. */
  readonly largest: number;
}

/**
 * Checks the topology of a model before tfjs builds it: tfjs never returns if a layer's input can never be computed, and
 * computes initial values for weights of any size before it compares them with those in the file.
 *
 * @param weights the weights that the file holds; if they are unknown, sizes are not checked.
 * @throws if a layer refers to a layer that does not exist, or to its own output, and if a layer needs larger weights than
 * the file holds.
 */
export function checkTopology(
  where: string,
  topology: unknown,
  weights?: readonly { readonly shape: readonly number[] }[],
): void {
  const model = isObject(topology) && isObject(topology.model_config) ? topology.model_config : topology;
  const sizes = weights?.map(({ shape }) => size(shape));
  const largestWeight = sizes ? Math.max(1, largest(sizes)) : Number.POSITIVE_INFINITY;
  checkLayer(model, { where, largest: largestWeight });
}

function checkLayer(json: unknown, check: Check, depth = 0): void {
  if (depth > MAX_DEPTH) throw wrongCall(check, `models are nested more than ${MAX_DEPTH} times`);
  if (!isObject(json) || !isObject(json.config)) return;
  const { config } = json;
  checkSizes(config, check);
  if (isObject(config.layer)) checkLayer(config.layer, check, depth + 1);
  if (!Array.isArray(config.layers)) return;
  const layers: unknown[] = config.layers;
  for (const layer of layers) checkLayer(layer, check, depth + 1);
  if (layers.some((layer) => isObject(layer) && Array.isArray(layer.inbound_nodes)))
    checkCalls(layers, check);
}

/** @throws if an option of a layer asks for a weight that is larger than any in the file. */
function checkSizes(config: Record<string, unknown>, { where, largest }: Check): void {
  for (const option of SIZES) {
    const sides = [config[option]].flat().filter((side) => typeof side === 'number');
    if (size(sides) <= largest) continue;
    throw invalidFile(
      `${where}: expected layers whose weights are in the file; layer "${config.name}" has ${option} ${sides.join(' × ')}, but ` +
        `the largest weight has ${largest} values; copy the whole folder again.`,
    );
  }
}

/** The calls of a layer: for each call the layers, and the numbers of their calls, whose outputs it takes. */
interface Calls {
  readonly name: string;
  readonly waiting: readonly (readonly [layer: string, call: number])[][];
}

/** @throws unless every layer can be called: tfjs waits for its inputs for ever. */
function checkCalls(layers: readonly unknown[], check: Check): void {
  const done = new Map<string, number>();
  let waiting: Calls[] = [];
  for (const layer of layers) {
    const { name, calls, isCalled } = callsOf(layer, check);
    if (done.has(name)) throw wrongCall(check, `the name "${name}" is a duplicate`);
    done.set(name, isCalled ? 1 : 0);
    if (calls.length > 0) waiting.push({ name, waiting: calls });
  }
  while (waiting.length > 0) {
    const left = waiting.flatMap(({ name, waiting: calls }) => {
      const still = calls.filter((inputs) => {
        if (!inputs.every(([layer, call]) => (done.get(layer) ?? 0) > call)) return true;
        done.set(name, (done.get(name) ?? 0) + 1);
        return false;
      });
      return still.length > 0 ? [{ name, waiting: still }] : [];
    });
    const count = (all: readonly Calls[]) => all.reduce((sum, each) => sum + each.waiting.length, 0);
    if (count(left) === count(waiting)) {
      const [first] = left;
      throw wrongCall(check, `the inputs of layer "${first?.name}" are missing, or depend on its output`);
    }
    waiting = left;
  }
}

function callsOf(
  layer: unknown,
  check: Check,
): { name: string; calls: (readonly [string, number])[][]; isCalled: boolean } {
  const { name, class_name: kind, inbound_nodes: nodes = [] } = isObject(layer) ? layer : {};
  if (typeof name !== 'string' || !Array.isArray(nodes))
    throw wrongCall(check, 'a layer has no name or no inputs');
  const calls = nodes.map((inputs: unknown) => {
    if (!Array.isArray(inputs)) throw wrongCall(check, `an input of layer "${name}" is not a list`);
    return inputs.map((input: unknown) => {
      const [from, call] = Array.isArray(input) ? (input as unknown[]) : [];
      if (typeof from === 'string' && typeof call === 'number') return [from, call] as const;
      throw wrongCall(check, `layer "${name}" has the input ${JSON.stringify(input)?.slice(0, 40)}`);
    });
  });
  // Like inputs, models inside a model are called once when they are made.
  return { name, calls, isCalled: kind === 'InputLayer' || isModelClass(String(kind)) };
}

const wrongCall = ({ where }: Check, what: string) =>
  invalidFile(
    `${where}: expected layers whose inputs are outputs of other layers; ${what}; save the model again, or copy the file again.`,
  );
