import { invalidArgument, invalidFile } from '@csm/base';
import type { OnnxFile } from '../onnx-source.js';
import type { OnnxReadingOptions } from '../reading-options.js';
import { downloaded } from './downloaded.js';

/** The model at a URL; files of external data are fetched once each, from the same folder. */
export async function fetchedFile(
  caller: string,
  source: string | URL,
  options: OnnxReadingOptions,
): Promise<OnnxFile> {
  const url = absoluteUrl(caller, source);
  const files = new Map<string, Promise<Uint8Array>>();
  return {
    name: `${url}`,
    bytes: await fetched(caller, url, options),
    external: async (location, { offset, length }) => {
      const path = location.split('/').map(encodeURIComponent).join('/');
      const file = files.get(path) ?? fetched(caller, new URL(`./${path}`, url), options);
      files.set(path, file);
      return (await file).subarray(offset, offset + length);
    },
  };
}

/** What a page and a worker have of their own address, and Node does not. */
interface Page {
  readonly document?: { readonly baseURI: string };
  readonly location?: { readonly href: string };
}

function absoluteUrl(caller: string, source: string | URL): URL {
  const { document, location } = globalThis as Page;
  const base = document?.baseURI ?? location?.href;
  let url: URL;
  try {
    url = new URL(source, base);
  } catch (cause) {
    throw invalidArgument(
      `${caller}: model must be a URL, bytes or an OnnxFile; got ${JSON.stringify(String(source))}; for a path, pass ` +
        'await onnxFile(path) of @csm/onnx/node.',
      { cause },
    );
  }
  if (url.protocol !== 'file:') return url;
  throw invalidArgument(
    `${caller}: model must be a URL that fetch can read; got ${url}; for a file, pass await onnxFile(path) of @csm/onnx/node.`,
  );
}

async function fetched(caller: string, url: URL, options: OnnxReadingOptions): Promise<Uint8Array> {
  const { signal } = options;
  const failed = (cause: unknown): Error => {
    signal?.throwIfAborted();
    const { message } = cause as Error;
    return invalidFile(
      `${caller}: ${url}: the file cannot be fetched (${message}); check the URL and the network.`,
      { cause },
    );
  };
  let response: Response;
  try {
    response = await fetch(url, signal ? { signal } : {});
  } catch (cause) {
    throw failed(cause);
  }
  if (!response.ok) {
    throw invalidFile(
      `${caller}: ${url}: expected a file; the server answers with status ${response.status}; check the URL.`,
    );
  }
  return downloaded(response, `${url}`, options, failed);
}
