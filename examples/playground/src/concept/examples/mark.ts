import { signal } from '@preact/signals';
import { type ConceptSettings, change, settings } from '../../session/settings.js';
import { summary } from '../../session/state.js';

/** What a click on an input does: show its map, or mark it as an example with or without the concept. */
export type Brush = 'show' | 'with' | 'without';
export const brush = signal<Brush>('show');

export type Mark = 'with' | 'without' | 'none';

/** Marks inputs as examples; marks of other inputs stay. The first mark replaces a concept that was not made of marks. */
export function mark(rows: readonly number[], as: Mark, { fromScatter = false } = {}): void {
  const ids = summary.peek()?.ids ?? [];
  const chosen = rows.flatMap((row) => ids[row] ?? []);
  if (chosen.length === 0) return;
  const earlier = settings.peek().concept;
  const marks = earlier?.kind === 'examples' ? earlier : { with: [], without: [] };
  const isChosen = new Set(chosen);
  const others = (side: readonly string[]) => side.filter((id) => !isChosen.has(id));
  const next: ConceptSettings = {
    ...marks,
    kind: 'examples',
    with: as === 'with' ? [...others(marks.with), ...chosen] : others(marks.with),
    without: as === 'without' ? [...others(marks.without), ...chosen] : others(marks.without),
    ...(fromScatter && { fromScatter }),
  };
  change({ concept: next.with.length + next.without.length > 0 ? next : undefined });
}

/** What a click or Enter does to one input. A second one takes its mark away. */
export function applyBrush(row: number, options?: { readonly fromScatter?: boolean }): void {
  const id = summary.peek()?.ids[row];
  if (id === undefined) return;
  const as = brush.peek();
  if (as === 'show') {
    change({ input: id });
    return;
  }
  const { concept } = settings.peek();
  const isMarked = concept?.kind === 'examples' && concept[as].includes(id);
  mark([row], isMarked ? 'none' : as, options);
}

/** Marks the inputs in a lasso. If a click only shows maps, the lasso begins a new concept: its inputs against all others. */
export function applyLasso(
  rows: Uint32Array,
  { fromScatter = false, name }: { readonly fromScatter?: boolean; readonly name?: string },
): void {
  if (rows.length === 0) return;
  const as = brush.peek();
  if (as !== 'show') {
    mark([...rows], as, { fromScatter });
    return;
  }
  const ids = summary.peek()?.ids ?? [];
  const chosen = Array.from(rows, (row) => ids[row]!);
  change({
    concept: {
      kind: 'examples',
      with: chosen,
      without: [],
      ...(name !== undefined && { name }),
      ...(fromScatter && { fromScatter }),
    },
  });
}
