import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { inTurn } from './in-turn.js';
import type { RemotePlot } from './open-plot.js';
import { closes, type Pen, penKey } from './pen.js';
import type { Corner, Direction } from './pick.js';
import type { ScatterProps } from './scatter-props.js';

const DIRECTIONS: Record<string, Direction> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

interface KeysOptions {
  readonly plot: RemotePlot | undefined;
  readonly props: ScatterProps;
  readonly lasso: (corners: readonly Corner[]) => void;
  readonly zoom: (factor: number) => void;
  /** Tells screen readers. */
  readonly say: (text: string) => void;
}

/** The keyboard: arrows move a cursor through the points, and L starts a lasso whose pen arrows move. */
export function useKeys({ plot, props, lasso, zoom, say }: KeysOptions) {
  const pen = useSignal<Pen | undefined>(undefined);
  const moves = useRef(inTurn<number | undefined>());

  const startPen = (box: HTMLElement) => {
    pen.value = { at: [box.clientWidth / 2, box.clientHeight / 2], corners: [] };
    say('Lasso: arrows move the pen, Enter sets a corner, Escape leaves.');
  };

  function drawWithPen(event: KeyboardEvent, box: HTMLElement, drawn: Pen) {
    const result = penKey(drawn, event.key, event.shiftKey, {
      width: box.clientWidth,
      height: box.clientHeight,
    });
    if (result === undefined) return;
    event.preventDefault();
    pen.value = result.kind === 'drawing' ? result.pen : undefined;
    if (result.kind === 'closed') lasso(result.corners);
    else if (result.kind === 'left') say('Left the lasso.');
    else if (result.pen.corners.length !== drawn.corners.length) say(cornersInWords(result.pen));
    else if (closes(result.pen) && !closes(drawn)) say('At the first corner: Enter closes the lasso.');
  }

  /** Two fast keys are two moves, although `props.pointed` follows later. */
  function movePoint(direction: Direction) {
    moves.current(props.pointed, async (from) => {
      const place = from === undefined ? await plot?.where(0) : await plot?.towards(from, direction);
      if (place) props.onPoint?.(place.row);
      return place?.row ?? from;
    });
  }

  function onKeyDown(event: KeyboardEvent) {
    const box = event.currentTarget as HTMLElement;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (pen.value) return drawWithPen(event, box, pen.value);
    const { key } = event;
    const direction = DIRECTIONS[key];
    if (direction) movePoint(direction);
    else if (key === 'Enter' || key === ' ') {
      if (props.pointed !== undefined) props.onPick?.(props.pointed);
    } else if ((key === 'l' || key === 'L') && props.onLasso) startPen(box);
    else if (key === '+' || key === '=') zoom(1.5);
    else if (key === '-') zoom(1 / 1.5);
    else if (key === '0') zoom(0);
    else return;
    event.preventDefault();
  }

  return { pen, startPen, onKeyDown };
}

const cornersInWords = ({ corners }: Pen) => {
  if (corners.length < 3) return `${corners.length} of at least 3 corners.`;
  return `${corners.length} corners. Enter at the first one closes the lasso.`;
};
