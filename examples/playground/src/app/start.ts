import { followConcept } from '../concept/make.js';
import { loadBuiltIn, loading } from '../data/load.js';
import { prepareOffline } from '../offline/offline.js';
import { settings } from '../session/settings.js';
import { summary } from '../session/state.js';
import { followAddress, followInput, restoreFromAddress } from '../take-away/restore/restore.js';
import { switchEngine } from './engine.js';
import { followTheme } from './theme.js';

/** Restores the settings of the page's link, starts the engine, and loads the example that the settings name. */
export async function start(): Promise<void> {
  followTheme();
  restoreFromAddress();
  if (!(await switchEngine(settings.peek().engine))) return;
  followAddress();
  followConcept();
  followInput();
  const { source } = settings.peek();
  const isChosen = loading.state.peek().running || summary.peek() !== undefined; // while the engine started
  if (source !== 'files' && !isChosen) await loadBuiltIn(source);
  void prepareOffline();
}
