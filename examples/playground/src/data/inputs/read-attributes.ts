import type { Attribute } from '../../session/session.js';
import type { DroppedFile } from '../files/dropped-file.js';
import { attributesOfTable } from './attributes-of-table.js';

/** The columns of tables for inputs. A later column replaces an earlier one of its name; a table that cannot be used becomes a note. */
export async function readAttributes(
  tables: readonly DroppedFile[],
  ids: readonly string[],
  own: readonly Attribute[],
  signal: AbortSignal,
): Promise<{ attributes: readonly Attribute[]; notes: readonly string[] }> {
  const byName = new Map(own.map((attribute) => [attribute.name, attribute]));
  const notes: string[] = [];
  for (const table of tables) {
    try {
      const { attributes, note } = await attributesOfTable(table, ids, signal);
      for (const attribute of attributes) byName.set(attribute.name, attribute);
      if (note) notes.push(note);
    } catch (error) {
      signal.throwIfAborted();
      notes.push((error as Error).message);
    }
  }
  return { attributes: [...byName.values()], notes };
}
