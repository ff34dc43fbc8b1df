import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useId, useRef } from 'preact/hooks';
import { Legend } from './legend.js';
import { Overlay } from './overlay.js';
import type { Corner } from './pick.js';
import './scatter.css';
import type { ScatterProps } from './scatter-props.js';
import { useKeys } from './use-keys.js';
import { usePlot } from './use-plot.js';
import { usePointer } from './use-pointer.js';
import type { Place } from './worker/scene.js';

/** Points that are pointed at, picked and lassoed, by pointer and by keyboard. A worker draws them. */
export function Scatter(props: ScatterProps) {
  const { label, ids, marks, pointed, onLasso } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const help = useId();
  const { plot, legend, version } = usePlot(canvas, props);
  const place = useSignal<Place | undefined>(undefined);
  const said = useSignal('');

  const say = (text: string) => {
    said.value = text;
  };
  const lasso = async (corners: readonly Corner[]) => {
    const rows = await plot?.inside(corners);
    if (rows === undefined) return;
    say(rows.length === 0 ? 'No point is inside the lasso.' : `${rows.length} points are inside the lasso.`);
    onLasso?.(rows);
  };
  const zoom = (factor: number, at?: Corner) => {
    const { clientWidth, clientHeight } = box.current!;
    const [x, y] =
      at ?? (place.peek() ? [place.peek()!.x, place.peek()!.y] : [clientWidth / 2, clientHeight / 2]);
    void plot?.zoom(factor, x, y);
    version.value++;
  };
  const pan = (dx: number, dy: number) => {
    void plot?.pan(dx, dy);
    version.value++;
  };
  const keys = useKeys({ plot, props, lasso, zoom, say });
  const { drawn, ...pointer } = usePointer({ plot, props, lasso, pan });

  const findPlace = async () => {
    const next = pointed === undefined ? undefined : await plot?.where(pointed);
    place.value = next;
  };
  const find = useRef(findPlace);
  find.current = findPlace;
  useEffect(() => void findPlace(), [pointed, plot]);
  useSignalEffect(() => {
    if (version.value > 0) void find.current();
  });
  useEffect(() => {
    const element = box.current!;
    const wheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return; // the page scrolls
      event.preventDefault();
      const { left, top } = element.getBoundingClientRect();
      zoom(2 ** (-event.deltaY / 200), [event.clientX - left, event.clientY - top]);
    };
    element.addEventListener('wheel', wheel, { passive: false });
    return () => element.removeEventListener('wheel', wheel);
  }, [plot]);

  return (
    <div class="scatter">
      <div
        ref={box}
        class="scatter-box"
        role="application"
        aria-label={label}
        aria-describedby={help}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: with the role application it takes the keys of the plot
        tabIndex={0}
        onKeyDown={keys.onKeyDown}
        {...pointer}
      >
        <canvas ref={canvas} />
        <Overlay
          place={place.value}
          name={place.value && ids[place.value.row]}
          drawn={drawn.value}
          pen={keys.pen.value}
        />
      </div>
      <div class="row scatter-tools">
        <button type="button" aria-label="Zoom in" onClick={() => zoom(1.5)}>
          +
        </button>
        <button type="button" aria-label="Zoom out" onClick={() => zoom(1 / 1.5)}>
          −
        </button>
        <button type="button" onClick={() => zoom(0)}>
          Show all
        </button>
        {onLasso && (
          <button
            type="button"
            aria-pressed={keys.pen.value !== undefined}
            onClick={() => {
              box.current!.focus();
              keys.startPen(box.current!);
            }}
          >
            Lasso by keys
          </button>
        )}
      </div>
      <p id={help} class="muted scatter-help">
        Arrow keys move through the points{props.onPick && ', Enter picks one'}
        {onLasso &&
          ', L starts a lasso: arrows move the pen, Enter sets corners, Enter on the first closes it, Escape leaves'}
        . + and − zoom, 0 shows all.
      </p>
      <p class="visually-hidden" aria-live="polite">
        {said.value}
      </p>
      <p class="visually-hidden" aria-live="polite">
        {pointed !== undefined && ids[pointed]}
      </p>
      <Legend legend={legend} marked={marks !== undefined} />
    </div>
  );
}
