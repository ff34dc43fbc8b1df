import { unsupportedModel } from '@csm/base';
import { isObject, type JsonObject } from '../checks/is-object.js';

/** Types of the numbers in which a layer computes, and the type that tfjs uses instead. */
const DTYPES: Readonly<Record<string, string>> = {
  float32: 'float32',
  // The weights are float32; tfjs computes in float32 too, which is more exact.
  mixed_float16: 'float32',
  mixed_bfloat16: 'float32',
  float64: 'float32',
  int32: 'int32',
  int64: 'int32',
  uint8: 'int32',
  bool: 'bool',
};

/** The type of a layer: Keras 3 writes a policy, an object with the name of the type. @throws for types that tfjs does not have. */
export function convertDtype(where: string, layer: string, dtype: unknown): string | undefined {
  if (dtype === undefined || dtype === null) return undefined;
  const policy = isObject(dtype) && isObject(dtype.config) ? dtype.config.name : dtype;
  const converted = typeof policy === 'string' && Object.hasOwn(DTYPES, policy) ? DTYPES[policy] : undefined;
  if (converted) return converted;
  throw unsupportedModel(
    `${where}: expected layers of type ${Object.keys(DTYPES).join(', ')}; layer "${layer}" has dtype ${JSON.stringify(policy)}; ` +
      'save the model from Keras with dtype float32.',
  );
}

/** Initial values, regularisers, constraints and activations: `{ module, class_name, config, registered_name }`. */
export function convertObject(value: JsonObject): unknown {
  const { class_name, config } = value;
  // An activation that Keras saved as a function: `{ class_name: 'function', config: 'relu' }`.
  if (class_name === 'function') return renamed(config);
  return { class_name, config: isObject(config) ? config : {} };
}

/** Names of activations that tfjs knows under another name. */
export function renamed(activation: unknown): unknown {
  return activation === 'silu' ? 'swish' : activation;
}
