import { freeModels, replaceSession, type Session } from '../session/session.js';
import type { Summary } from '../session/summary.js';
import { summaryOf } from './summary-of.js';

/**
 * Replaces the session unless the job was cancelled; a cancel that comes later has no effect, so that the page shows what the worker holds.
 * If it throws, the earlier session stays and the models of the new one are freed.
 */
export async function takeSession(next: Session, signal: AbortSignal): Promise<Summary> {
  try {
    const summary = await summaryOf(next);
    signal.throwIfAborted();
    await replaceSession(next);
    return summary;
  } catch (error) {
    await freeModels(next);
    throw error;
  }
}
