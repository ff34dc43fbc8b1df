import { computed, effect, signal } from '@preact/signals';
import { keyOfNumbers } from '../map/method-list.js';
import { panelJob } from '../session/job.js';
import { settings } from '../session/settings.js';
import { concept, summary } from '../session/state.js';
import { worker } from '../session/worker-client.js';
import { forgetCertificate } from '../verdict/verdict-state.js';
import type { Answer, Round } from './quiz-calls.js';
import { type Tally, withAnswer } from './tally.js';

/** Drawing the maps of a round, and looking up the answer. */
export const playing = panelJob();

/** The open round, with what the user picked and the answer once it is known. */
export const round = signal<Round | undefined>(undefined);
/** Index of the picked map; -1 if the user asked for the answer. */
export const picked = signal<number | undefined>(undefined);
export const answer = signal<Answer | undefined>(undefined);
export const tallies = signal<readonly Tally[]>([]);

/** Decides the inputs, the random concepts and the order of the maps. */
export const seed = crypto.getRandomValues(new Uint32Array(1))[0]!;
let rounds = 0;

// A round is of one concept and one method; it keeps its looks when only the drawing of maps changes.
const numbers = computed(() => keyOfNumbers(settings.value.map));
effect(() => {
  void [concept.value, summary.value, numbers.value];
  playing.cancel();
  clear();
});

function clear(): void {
  round.value = undefined;
  picked.value = undefined;
  answer.value = undefined;
}

/** Starts a round with another input. */
export async function play(): Promise<void> {
  clear();
  forgetCertificate(); // it judged the input of the round before
  const next = rounds++;
  const started = await playing.run((call) => worker.startRound(seed, next, settings.peek().map, call));
  if (started) round.value = started;
}

/** Takes the user's choice, or with -1 the wish to see the answer, which does not count. */
export async function pick(choice: number): Promise<void> {
  if (picked.peek() !== undefined) return;
  picked.value = choice;
  const found = await playing.run((call) => worker.answerRound(call));
  if (found === undefined) {
    picked.value = undefined;
    return;
  }
  answer.value = found;
  if (choice < 0) return;
  const { map, concept: made } = settings.peek();
  const played = {
    conceptKey: JSON.stringify([summary.peek()?.name, made]),
    concept: concept.peek()?.name ?? '',
    method: map.method,
  };
  tallies.value = withAnswer(tallies.peek(), played, choice === found.real);
}
