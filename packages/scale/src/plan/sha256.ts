import { unsupportedModel } from '@csm/base';

/** The SHA-256 of bytes or of a text in UTF-8, as 64 hexadecimal digits. */
export async function sha256(content: Uint8Array | string): Promise<string> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  if (globalThis.crypto?.subtle === undefined) {
    throw unsupportedModel(
      'sha256: expected crypto.subtle, for the hashes of a plan; browsers have it only on pages from https or localhost; ' +
        'serve the page from one of them.',
    );
  }
  const digest = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
