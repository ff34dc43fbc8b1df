import { readNpy } from '@csm/core/node';

/** The shape of an array in a file, and whether its numbers are finite and not all equal. */
export async function npySummary(path: string): Promise<{ shape: number[]; varies: boolean }> {
  const { data, shape } = await readNpy(path);
  const values = Array.from(data as ArrayLike<number>);
  return { shape, varies: values.every(Number.isFinite) && values.some((value) => value !== values[0]) };
}
