import type { DownloadProgress } from '../reading-options.js';

/** The body of a response; `onProgress` is told of its parts. @throws what the body or `onProgress` throws. */
export async function downloaded(
  response: Response,
  url: string,
  onProgress: ((progress: DownloadProgress) => void) | undefined,
  failed: (cause: unknown) => Error,
): Promise<Uint8Array> {
  const stopped = (cause: unknown): never => {
    throw failed(cause);
  };
  if (onProgress === undefined || response.body === null)
    return new Uint8Array(await response.arrayBuffer().catch(stopped));
  const total = toldLength(response);
  const parts: Uint8Array[] = [];
  let done = 0;
  const report = () => onProgress({ url, done, ...(total !== undefined && total >= done && { total }) });
  const reader = response.body.getReader();
  try {
    report();
    for (;;) {
      const { value } = await reader.read().catch(stopped);
      if (value === undefined) break;
      parts.push(value);
      done += value.length;
      report();
    }
  } catch (error) {
    await reader.cancel().catch(() => {});
    throw error;
  }
  return joined(parts, done);
}

/** Of a compressed body, servers tell the length of what they send. */
function toldLength({ headers }: Response): number | undefined {
  const told = headers.get('content-length');
  const encoding = headers.get('content-encoding') ?? 'identity';
  return told !== null && /^\d+$/.test(told) && encoding === 'identity' ? Number(told) : undefined;
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
