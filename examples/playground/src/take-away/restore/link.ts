import type { Settings } from '../../session/settings.js';
import { settingsOfText, settingsText } from './settings-file.js';

const PREFIX = '#settings=';

/** Some mail and chat programs cut longer links. */
export const LONG_LINK = 2000;

/** The settings as the part of a link after `#`, which browsers do not send to the server: JSON as base64url. */
export function hashOf(settings: Settings): string {
  const bytes = new TextEncoder().encode(settingsText(settings));
  const base64 = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  return PREFIX + base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/**
 * @returns the settings in a link's hash, or undefined if it has none.
 * @throws a sentence for the user if they are damaged.
 */
export function settingsOfHash(hash: string): Settings | undefined {
  if (hash === '' || hash === '#') return undefined;
  return settingsOfText(hash.startsWith(PREFIX) ? decoded(hash.slice(PREFIX.length)) : '', 'link');
}

function decoded(base64url: string): string {
  try {
    const binary = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return '';
  }
}
