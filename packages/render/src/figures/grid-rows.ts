import type { PanelCell } from '../plots/panel-cell.js';

/** Rows of the given number of cells; the last row is filled with empty cells. */
export function gridRows(
  cells: readonly (PanelCell | null)[],
  columns: number,
): { readonly cells: readonly (PanelCell | null)[] }[] {
  return Array.from({ length: Math.ceil(cells.length / columns) }, (_, row) => ({
    cells: Array.from({ length: columns }, (_, c) => cells[row * columns + c] ?? null),
  }));
}
