import type { Dataset, Entity, Group } from 'h5wasm';
import type { KerasWeight } from './keras-file.js';

// By their names and not by instanceof: h5wasm's browser and Node builds have classes of their own.
export function isGroup(entity: Entity | null): entity is Group {
  return typeOf(entity) === 'Group';
}

export function isDataset(entity: Entity | null): entity is Dataset {
  return typeOf(entity) === 'Dataset';
}

/** Whether the numbers are floating-point. */
export function isFloat({ dtype }: Dataset): boolean {
  return typeof dtype === 'string' && /^[<>]?[efd]$/.test(dtype);
}

/** A dataset as a weight that can be read later. */
export function kerasWeight(caller: string, dataset: Dataset, role: string | undefined): KerasWeight {
  const path = dataset.path.replace(/^\//, '');
  const read = () => {
    const { dtype } = dataset;
    // Asked before the numbers are read: h5wasm throws on float16.
    const value = typeof dtype === 'string' && /^[<>]?[fd]$/.test(dtype) ? dataset.value : undefined;
    if (!(value instanceof Float32Array || value instanceof Float64Array)) {
      throw new Error(
        `${caller}: ${path} holds numbers of type ${String(dtype)}; only float32 and float64 can be loaded. Save the ` +
          'weights from a model in float32.',
      );
    }
    const numbers = value instanceof Float32Array ? value : Float32Array.from(value);
    const bad = numbers.findIndex((number) => !Number.isFinite(number));
    if (bad >= 0) {
      throw new Error(
        `${caller}: ${path} holds ${numbers[bad]}; the file is damaged or was saved after training diverged.`,
      );
    }
    return numbers;
  };
  return { path, role, shape: dataset.shape ?? [], read };
}

/** An attribute that holds strings; Keras cuts long ones into `name0`, `name1` …. Undefined where it is not there. */
export function stringsAttribute(group: Group, name: string): string[] | undefined {
  const { attrs } = group;
  if (attrs[name]) return strings(attrs[name].value);
  const parts: string[] = [];
  for (let i = 0; attrs[`${name}${i}`]; i++) parts.push(...strings(attrs[`${name}${i}`]!.value));
  return attrs[`${name}0`] ? parts : undefined;
}

/** An attribute that holds one string. */
export function stringAttribute(group: Group, name: string): string | undefined {
  const value = group.attrs[name]?.value;
  return typeof value === 'string' ? value : undefined;
}

function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  // An empty list comes as an empty list of numbers.
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function typeOf(entity: Entity | null): string | undefined {
  return (entity as { readonly type?: string } | null)?.type;
}
