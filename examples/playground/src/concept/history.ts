import { effect, signal } from '@preact/signals';
import { type ConceptSettings, change, settings } from '../session/settings.js';
import { summary } from '../session/state.js';

type Concept = ConceptSettings | undefined;

/** The concepts before the current one, and those that were undone. They are forgotten when other data are loaded. */
export const past = signal<readonly Concept[]>([]);
export const future = signal<readonly Concept[]>([]);

let last: Concept;
let isMoving = false;

/** Keeps the concepts, so that each change can be undone. */
export function rememberConcepts(): () => void {
  let loaded: unknown;
  return effect(() => {
    const { concept } = settings.value;
    if (summary.value !== loaded) {
      loaded = summary.value;
      forgetConcepts();
    } else if (concept !== last && !isMoving) {
      past.value = [...past.peek(), last];
      future.value = [];
    }
    last = concept;
  });
}

export function forgetConcepts(): void {
  past.value = [];
  future.value = [];
}

export function undo(): void {
  const [concept] = past.peek().slice(-1);
  if (past.peek().length === 0) return;
  future.value = [...future.peek(), last];
  past.value = past.peek().slice(0, -1);
  moveTo(concept);
}

export function redo(): void {
  const [concept] = future.peek().slice(-1);
  if (future.peek().length === 0) return;
  past.value = [...past.peek(), last];
  future.value = future.peek().slice(0, -1);
  moveTo(concept);
}

function moveTo(concept: Concept): void {
  isMoving = true;
  change({ concept });
  isMoving = false;
}
