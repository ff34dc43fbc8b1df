import type { OnnxReadingOptions } from '../reading-options.js';
import { untilAborted } from './until-aborted.js';

/**
 * The body of a response; `onProgress` is called for each part.
 * @throws the signal's reason, and what `failed` or `onProgress` throws.
 */
export async function downloaded(
  response: Response,
  url: string,
  { signal, onProgress }: OnnxReadingOptions,
  failed: (cause: unknown) => Error,
): Promise<Uint8Array> {
  const stopped = (cause: unknown): never => {
    throw failed(cause);
  };
  if (onProgress === undefined || response.body === null)
    return new Uint8Array(await untilAborted(response.arrayBuffer(), signal).catch(stopped));
  const total = statedLength(response);
  const parts: Uint8Array[] = [];
  let done = 0;
  const report = () => onProgress({ url, done, ...(total !== undefined && total >= done && { total }) });
  const reader = response.body.getReader();
  try {
    report();
    for (;;) {
      // Node never answers if the signal aborts between the last part and the end.
      const { value } = await untilAborted(reader.read(), signal).catch(stopped);
      if (value === undefined) break;
      parts.push(value);
      done += value.length;
      report();
    }
  } catch (error) {
    reader.cancel().catch(() => {});
    throw error;
  }
  return joined(parts, done);
}

/** The length that the server states; undefined for a compressed body, of which it states the compressed length. */
function statedLength({ headers }: Response): number | undefined {
  const stated = headers.get('content-length');
  const encoding = headers.get('content-encoding') ?? 'identity';
  return stated !== null && /^\d+$/.test(stated) && encoding === 'identity' ? Number(stated) : undefined;
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes;
}
