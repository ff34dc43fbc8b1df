import { invalidArgument } from '../errors.js';
import { typeName } from './type-name.js';

/** @throws unless the signal is an AbortSignal (not its controller) or undefined. */
export function checkSignal(caller: string, signal: unknown, name = 'signal'): void {
  if (signal === undefined || typeof (signal as Partial<AbortSignal> | null)?.throwIfAborted === 'function') {
    return;
  }
  const isController = typeof (signal as Partial<AbortController> | null)?.abort === 'function';
  const hint = isController ? '; pass controller.signal' : '';
  throw invalidArgument(`${caller}: ${name} must be an AbortSignal; got ${typeName(signal)}${hint}.`);
}

/** @throws unless the value is a function. */
export function checkFunction(caller: string, name: string, value: unknown): void {
  if (typeof value === 'function') return;
  throw invalidArgument(`${caller}: ${name} must be a function; got ${typeName(value)}.`);
}

/** @throws unless the value is a function or undefined. */
export function checkOptionalFunction(caller: string, name: string, value: unknown): void {
  if (value !== undefined) checkFunction(caller, name, value);
}

/** Checks the options that watch and stop a run. @throws as {@link checkSignal} and {@link checkOptionalFunction}. */
export function checkWatchers(
  caller: string,
  options: { signal?: unknown; onProgress?: unknown; onWarning?: unknown },
): void {
  checkSignal(caller, options.signal);
  checkOptionalFunction(caller, 'onProgress', options.onProgress);
  checkOptionalFunction(caller, 'onWarning', options.onWarning);
}
