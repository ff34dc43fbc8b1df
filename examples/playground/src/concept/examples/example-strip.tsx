import { useComputed, useSignal } from '@preact/signals';
import { concept, pointed, summary } from '../../session/state.js';
import { applyBrush, type Mark, mark } from './mark.js';
import { markOf } from './marked.js';
import { Thumbnail } from './thumbnail.js';

/** Inputs on one page of the strip. */
const PAGE = 24;

const KEYS: Readonly<Record<string, Mark>> = { '+': 'with', '-': 'without', Delete: 'none' };

interface Kept {
  readonly of: unknown;
  readonly order: Uint32Array;
}

/** The inputs by their score, to look at them and to mark examples. */
export function ExampleStrip() {
  const first = useSignal(0);
  const focused = useSignal(0);
  // The strip keeps its order while examples are marked in it, so that none moves away from under the pointer.
  const kept = useSignal<Kept | undefined>(undefined);
  const order = useComputed(() =>
    kept.value?.of === summary.value && kept.value
      ? kept.value.order
      : inOrder(summary.value?.ids.length ?? 0, concept.value?.scores),
  );
  const keep = () => {
    kept.value ??= { of: summary.peek(), order: order.peek() };
  };
  const release = () => {
    kept.value = undefined;
  };
  const count = order.value.length;
  const start = Math.min(first.value, Math.max(0, Math.floor((count - 1) / PAGE) * PAGE));
  const shown = [...order.value.subarray(start, start + PAGE)];
  const leave = () => {
    release();
    pointed.value = undefined;
  };
  const turn = (to: number) => {
    release();
    first.value = Math.max(0, Math.min(to, Math.floor((count - 1) / PAGE) * PAGE));
    focused.value = 0;
  };
  const keys = (event: KeyboardEvent) => {
    const row = shown[focused.value];
    if (row === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const to = moved(event.key, focused.value, shown.length);
    if (to !== undefined) {
      focused.value = to;
      (event.currentTarget as Element).querySelectorAll('button')[to]?.focus();
    } else {
      const as = KEYS[event.key];
      if (as === undefined) return;
      keep();
      mark([row], as);
    }
    event.preventDefault();
  };
  return (
    <fieldset class="strip">
      <legend>Examples{concept.value ? ', highest scores first' : ''}</legend>
      <div
        class="thumbnails"
        role="toolbar"
        aria-label="Inputs; plus marks with, minus marks without, Delete takes the mark away"
        onKeyDown={keys}
        onPointerLeave={leave}
        onFocusOut={(event) => {
          const { currentTarget, relatedTarget } = event;
          if (!currentTarget.contains(relatedTarget as Node | null)) leave();
        }}
      >
        {shown.map((row, i) => (
          <Thumbnail
            key={row}
            row={row}
            mark={markOf.value(row)}
            isStop={i === Math.min(focused.value, shown.length - 1)}
            onFocus={() => {
              focused.value = i;
            }}
            onChoose={() => {
              keep();
              applyBrush(row);
            }}
          />
        ))}
      </div>
      <div class="row">
        <button type="button" disabled={start === 0} onClick={() => turn(0)}>
          Highest
        </button>
        <button type="button" disabled={start === 0} onClick={() => turn(start - PAGE)}>
          Higher
        </button>
        <button type="button" disabled={start + PAGE >= count} onClick={() => turn(start + PAGE)}>
          Lower
        </button>
        <button type="button" disabled={start + PAGE >= count} onClick={() => turn(count)}>
          Lowest
        </button>
        <span class="muted" role="status">
          {count === 0 ? '' : `${start + 1} to ${Math.min(start + PAGE, count)} of ${count}`}
        </span>
      </div>
    </fieldset>
  );
}

/** The rows by descending score, or in the order of the data if there are no scores. */
function inOrder(count: number, scores: Float32Array | undefined): Uint32Array {
  const rows = Uint32Array.from({ length: count }, (_, row) => row);
  return scores?.length === count ? rows.sort((a, b) => scores[b]! - scores[a]! || a - b) : rows;
}

function moved(key: string, at: number, count: number): number | undefined {
  const targets: Record<string, number> = {
    ArrowRight: at + 1,
    ArrowLeft: at - 1,
    Home: 0,
    End: count - 1,
  };
  const to = targets[key];
  return to === undefined ? undefined : Math.max(0, Math.min(count - 1, to));
}
