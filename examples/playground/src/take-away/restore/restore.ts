import { effect, signal } from '@preact/signals';
import { switchEngine } from '../../app/engine.js';
import { loadBuiltIn } from '../../data/load.js';
import { change, defaultSettings, type Settings, settings } from '../../session/settings.js';
import { concept, pointed, summary } from '../../session/state.js';
import { hashOf, settingsOfHash } from './link.js';

/** A sentence about a link that was opened, or undefined. */
export const notice = signal<string | undefined>(undefined);

/** Takes the settings of the page's address before anything is loaded. */
export function restoreFromAddress(): void {
  const restored = settingsOfAddress();
  if (restored) settings.value = restored;
  if (restored?.source === 'files') notice.value = filesMissing;
}

/** Takes other settings while the page runs: loads the example they name, unless it is loaded. */
export async function restore(next: Settings): Promise<void> {
  const { source, engine } = settings.peek();
  notice.value = undefined;
  pointed.value = undefined;
  const isOther = next.source !== source || summary.peek() === undefined;
  if (isOther) {
    summary.value = undefined;
    concept.value = undefined;
  }
  if (isOther && next.source === 'files') notice.value = filesMissing;
  settings.value = { ...next, engine };
  if (next.engine !== engine) await switchEngine(next.engine);
  if (isOther && next.source !== 'files') await loadBuiltIn(next.source);
}

/** Keeps the page's address up to date, and follows it when the user opens another link in this tab. */
export function followAddress(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = effect(() => {
    const hash = hashOf(settings.value);
    const isDefault = hash === hashOf(defaultSettings);
    clearTimeout(timer);
    // Later, because browsers limit how often an address may change.
    timer = setTimeout(() => {
      if (isDefault && location.hash === '') return;
      history.replaceState(null, '', hash);
    }, 400);
  });
  const opened = () => {
    const next = settingsOfAddress();
    if (next) void restore(next);
  };
  addEventListener('hashchange', opened);
  return () => {
    stop();
    clearTimeout(timer);
    removeEventListener('hashchange', opened);
  };
}

/** Says when the data do not have the input of the settings. */
export function followInput(): () => void {
  return effect(() => {
    const ids = summary.value?.ids;
    const { input } = settings.peek();
    if (ids === undefined || input === undefined || ids.includes(input)) return;
    notice.value = `The data have no input "${input}", which the settings name; the first one is shown.`;
    change({ input: undefined });
  });
}

function settingsOfAddress(): Settings | undefined {
  try {
    return settingsOfHash(location.hash);
  } catch (error) {
    notice.value = (error as Error).message;
    return undefined;
  }
}

const filesMissing =
  'These settings belong to files, which a link does not hold: drop the same model and data, and they apply.';
