import type { FileMetaData } from 'hyparquet';

/** The names of the classes of whole numbers, by column, as Hugging Face's `datasets` writes them into a footer (`ClassLabel`). */
export function classNames({ key_value_metadata }: FileMetaData): ReadonlyMap<string, readonly string[]> {
  const text = key_value_metadata?.find(({ key }) => key === 'huggingface')?.value;
  const found = new Map<string, readonly string[]>();
  try {
    const features: Record<string, { readonly names?: unknown }> =
      JSON.parse(text ?? '{}').info?.features ?? {};
    for (const [column, { names }] of Object.entries(features)) {
      if (Array.isArray(names) && names.every((name) => typeof name === 'string' && name !== ''))
        found.set(column, names);
    }
  } catch {
    // Without the names, the classes are their numbers.
  }
  return found;
}
