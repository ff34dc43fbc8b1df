import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { RemotePlot } from './open-plot.js';
import type { Corner } from './pick.js';
import type { ScatterProps } from './scatter-props.js';

/** A press is a click if the pointer moves at most this far, in CSS pixels. */
const CLICK = 5;

interface PointerOptions {
  readonly plot: RemotePlot | undefined;
  readonly props: ScatterProps;
  readonly lasso: (corners: readonly Corner[]) => void;
  readonly pan: (dx: number, dy: number) => void;
}

/** The pointer: moving points, a click picks, dragging draws a lasso, dragging with Shift moves the view. */
export function usePointer({ plot, props, lasso, pan }: PointerOptions) {
  const drawn = useSignal<readonly Corner[]>([]);
  const from = useRef<Corner | undefined>(undefined);
  const asked = useRef<Corner | 'idle'>('idle');

  /** Asks for the point at a place; while an answer is awaited, only the latest place is kept. */
  async function pointAt(place: Corner) {
    const busy = asked.current !== 'idle';
    asked.current = place;
    if (busy) return;
    for (let next: Corner | undefined = place; next !== undefined; ) {
      const found = await plot?.at(...next);
      if (found) props.onPoint?.(found.row);
      const latest = asked.current as Corner;
      next = latest === next ? undefined : latest;
    }
    asked.current = 'idle';
  }
  async function pickAt(place: Corner) {
    const found = await plot?.at(...place);
    if (found === undefined) return;
    props.onPoint?.(found.row);
    props.onPick?.(found.row);
  }

  return {
    drawn,
    onPointerDown(event: PointerEvent) {
      if (event.button !== 0 || !event.isPrimary) return;
      (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
      from.current = placeOf(event);
      drawn.value = [from.current];
    },
    onPointerMove(event: PointerEvent) {
      if (!event.isPrimary) return;
      const place = placeOf(event);
      if (from.current === undefined) return void pointAt(place);
      if (event.shiftKey) {
        pan(place[0] - from.current[0], place[1] - from.current[1]);
        from.current = place;
        drawn.value = [];
      } else if (props.onLasso && drawn.value.length > 0) drawn.value = [...drawn.value, place];
    },
    onPointerUp(event: PointerEvent) {
      if (from.current === undefined) return;
      const corners = drawn.value;
      const place = placeOf(event);
      const moved = corners.some(([x, y]) => Math.hypot(x - corners[0]![0], y - corners[0]![1]) > CLICK);
      from.current = undefined;
      drawn.value = [];
      if (moved) lasso(corners);
      else if (corners.length > 0) void pickAt(place);
    },
    onPointerCancel() {
      from.current = undefined;
      drawn.value = [];
    },
  };
}

const placeOf = (event: PointerEvent): Corner => {
  const { left, top } = (event.currentTarget as HTMLElement).getBoundingClientRect();
  return [event.clientX - left, event.clientY - top];
};
