/** @returns the value, which it checked. @throws a sentence that begins with the name of the value. */
export type Check = (value: unknown, name: string) => unknown;

/** One check per field of an object; a field that is missing in the settings misses here too, at compile time. */
export type FieldChecks<T> = { readonly [K in keyof T]-?: Check };

export function oneOf(valid: readonly string[]): Check {
  return (value, name) => {
    if (typeof value === 'string' && valid.includes(value)) return value;
    throw wrong(name, `one of ${valid.join(', ')}`, value);
  };
}

export const text: Check = (value, name) => {
  if (typeof value === 'string') return value;
  throw wrong(name, 'a text', value);
};

export const yesOrNo: Check = (value, name) => {
  if (typeof value === 'boolean') return value;
  throw wrong(name, 'true or false', value);
};

export function numberBetween(least: number, most: number): Check {
  return (value, name) => {
    if (typeof value === 'number' && value >= least && value <= most) return value;
    throw wrong(name, `a number from ${least} to ${most}`, value);
  };
}

export function wholeNumberBetween(least: number, most: number): Check {
  return (value, name) => {
    if (Number.isInteger(value) && (value as number) >= least && (value as number) <= most) return value;
    throw wrong(name, `a whole number from ${least} to ${most}`, value);
  };
}

export function listOf(check: Check): Check {
  return (value, name) => {
    if (!Array.isArray(value)) throw wrong(name, 'a list', value);
    return value.map((each, i) => check(each, `${name}[${i}]`));
  };
}

/** An object with these fields and no others; fields may be missing unless they are required. */
export function objectOf<T>(fields: FieldChecks<T>, required: readonly (keyof T & string)[] = []): Check {
  return (value, name) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw wrong(name, 'an object', value);
    }
    const missing = required.find((key) => !Object.hasOwn(value, key));
    if (missing !== undefined) throw new Error(`${name}: the field "${missing}" is missing.`);
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => {
        if (!Object.hasOwn(fields, key)) {
          const valid = Object.keys(fields).join(', ');
          throw new Error(`${name}: unknown field "${short(key)}"; valid fields: ${valid}.`);
        }
        return [key, fields[key as keyof T](each, `${name}.${key}`)];
      }),
    );
  };
}

const wrong = (name: string, expected: string, value: unknown) =>
  new Error(`${name} must be ${expected}; got ${short(JSON.stringify(value) ?? String(value))}.`);

const short = (value: string) => (value.length > 40 ? `${value.slice(0, 40)}…` : value);
