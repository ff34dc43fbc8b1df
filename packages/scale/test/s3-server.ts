import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** What happens to a request, for tests of faults. */
export type S3Fault =
  /** The answer, instead of the request's effect. */
  | { readonly status: number; readonly code: string }
  /** The connection breaks before the effect. */
  | 'lost request'
  /** The connection breaks after the effect. */
  | 'lost answer'
  /** The connection breaks in the middle of the answer's body. */
  | 'half answer'
  /** There is never an answer. */
  | 'silence';

/** The parts of a request that decide about its fault. */
export interface S3Request {
  readonly method: string;
  readonly key: string;
  /** The number of the request, from 1. */
  readonly number: number;
}

export interface S3ServerOptions {
  readonly fault?: ((request: S3Request) => S3Fault | undefined) | undefined;
  /** Whether puts with the condition If-None-Match may replace objects, as in services that do not know it. Default false. */
  readonly ignoresCondition?: boolean | undefined;
}

export interface S3Server {
  readonly endpoint: string;
  /** An access key that the server accepts. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** The environment with which a process finds the server. */
  readonly environment: Readonly<Record<string, string>>;
  /** The method and key of each request. */
  readonly requests: readonly S3Request[];
  createBucket(name: string): Promise<void>;
  /** Adds objects without requests; each contains its key. */
  addObjects(bucket: string, keys: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** The parts of s3rver that are used; the package has no types. */
interface S3rver {
  run(): Promise<AddressInfo>;
  close(): Promise<void>;
  readonly store: S3rverStore;
}

interface S3rverStore {
  existsObject(bucket: string, key: string): Promise<boolean>;
  putBucket(bucket: string): Promise<unknown>;
  getMetadata(bucket: string, key: string): Promise<Record<string, string | number>>;
  getObject(bucket: string, key: string, options?: { start?: number }): Promise<S3rverObject | null>;
  listObjects(bucket: string, options: ListOptions): Promise<unknown>;
}

interface S3rverObject {
  readonly size: number;
  readonly content?: { destroy(): void } | null;
}

interface ListOptions {
  readonly prefix?: string;
  readonly startAfter?: string;
  readonly maxKeys?: number;
}

/** How s3rver names the file of an object. */
const OBJECT_SUFFIX = '._S3rver_object';

const CREDENTIALS = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };

/**
 * A server of S3 on loopback: s3rver 3.7.1, with a front that adds what S3 has and s3rver does not. S3 puts objects atomically, respects
 * If-None-Match, answers reads of empty ranges with InvalidRange, lists keys in the order of their bytes, and does not
 * encrypt the tokens of pages with DES, which Node no longer has.
 */
export async function startS3Server(options: S3ServerOptions = {}): Promise<S3Server> {
  const { fault = () => undefined, ignoresCondition = false } = options;
  const folder = await mkdtemp(join(tmpdir(), 'csm-s3-'));
  const s3rver = newS3rver(folder);
  const { port: innerPort } = await s3rver.run();
  const requests: S3Request[] = [];
  const inTurn = turns();

  const front = createServer(async (incoming, answer) => {
    const { method = '', url = '' } = incoming;
    const [, bucket = '', key = ''] = (/^\/([^/?]*)\/?([^?]*)/.exec(url) ?? []).map(decodeURIComponent);
    const number = requests.length + 1;
    requests.push({ method, key, number });
    const body = await wholeBody(incoming);
    if (body === undefined) return;
    const chosen = fault({ method, key, number });
    if (chosen === 'silence') return;
    if (chosen === 'lost request') return incoming.socket.destroy();
    if (typeof chosen === 'object') return fail(answer, chosen.status, chosen.code);
    await inTurn(`${bucket}/${key}`, async () => {
      const isConditional =
        method === 'PUT' && incoming.headers['if-none-match'] === '*' && !ignoresCondition;
      if (isConditional && (await s3rver.store.existsObject(bucket, key))) {
        return fail(answer, 412, 'PreconditionFailed');
      }
      await forward(incoming, body, innerPort, answer, chosen);
    });
  });
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(front.address() as AddressInfo).port}`;

  return {
    endpoint,
    credentials: CREDENTIALS,
    environment: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    },
    requests,
    createBucket: async (name) => {
      await s3rver.store.putBucket(name);
    },
    addObjects: async (bucket, keys) => {
      for (const key of keys) {
        const path = join(folder, bucket, `${key}${OBJECT_SUFFIX}`);
        await mkdir(dirname(path), { recursive: true });
        await writeFile(path, key);
      }
    },
    close: async () => {
      front.closeAllConnections();
      await new Promise((resolve) => front.close(resolve));
      await s3rver.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function newS3rver(directory: string): S3rver {
  const require = createRequire(import.meta.url);
  replaceDes(require('node:crypto'));
  const Server = require('s3rver') as new (options: object) => S3rver;
  const server = new Server({ port: 0, address: '127.0.0.1', silent: true, directory, vhostBuckets: false });
  const { store } = server;
  const { getObject } = store;
  store.getObject = async (bucket, key, options) => {
    const object = await getObject.call(store, bucket, key, options);
    if (object?.size !== 0 || options?.start === undefined) return object;
    object.content?.destroy();
    return { ...object, range: { start: options.start, end: options.start }, content: null };
  };
  store.listObjects = async (bucket, { prefix = '', startAfter = '', maxKeys = 1000 }) => {
    const found = await keysIn(join(directory, bucket));
    const wanted = found
      .filter((key) => key.startsWith(prefix) && byBytes(key, startAfter) > 0)
      .sort(byBytes);
    const objects = wanted.slice(0, maxKeys).map(async (key) => {
      const metadata = await store.getMetadata(bucket, key);
      return {
        key,
        metadata,
        size: metadata['content-length'],
        lastModifiedDate: new Date(metadata['last-modified']!),
      };
    });
    return { objects: await Promise.all(objects), commonPrefixes: [], isTruncated: wanted.length > maxKeys };
  };
  return server;
}

type Cipher = (name: string, key: Buffer, iv: Buffer) => unknown;

/** Makes s3rver encrypt with AES. */
function replaceDes(crypto: { createCipheriv: Cipher; createDecipheriv: Cipher }): void {
  for (const name of ['createCipheriv', 'createDecipheriv'] as const) {
    const make = crypto[name];
    if (make.name === 'withAes') continue;
    crypto[name] = function withAes(cipher, key, iv) {
      if (cipher !== 'des') return make(cipher, key, iv);
      return make('aes-128-cbc', Buffer.alloc(16, key), Buffer.alloc(16, iv));
    };
  }
}

async function keysIn(folder: string): Promise<string[]> {
  const files = await readdir(folder, { recursive: true });
  return files
    .filter((file) => file.endsWith(OBJECT_SUFFIX))
    .map((file) => file.slice(0, -OBJECT_SUFFIX.length));
}

const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** The body of a request; undefined if its connection broke, which leaves nothing behind in S3. */
async function wholeBody(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  try {
    for await (const part of incoming) parts.push(part as Buffer);
  } catch {
    return undefined;
  }
  return incoming.complete ? Buffer.concat(parts) : undefined;
}

async function forward(
  incoming: IncomingMessage,
  body: Buffer,
  port: number,
  answer: ServerResponse,
  fault: 'lost answer' | 'half answer' | undefined,
): Promise<void> {
  const { method, url, headers } = incoming;
  const { expect: _, ...passed } = headers;
  const inner = await new Promise<IncomingMessage>((resolve, reject) => {
    request({ host: '127.0.0.1', port, method, path: url, headers: passed }, resolve)
      .on('error', reject)
      .end(body);
  });
  const parts: Buffer[] = [];
  for await (const part of inner) parts.push(part as Buffer);
  const content = Buffer.concat(parts);
  if (fault === 'lost answer') return void incoming.socket.destroy();
  answer.writeHead(inner.statusCode ?? 500, inner.headers);
  if (fault === undefined) return void answer.end(content);
  answer.write(content.subarray(0, content.length / 2), () => incoming.socket.destroy());
}

function fail(answer: ServerResponse, status: number, code: string): void {
  answer.writeHead(status, { 'content-type': 'application/xml' });
  answer.end(
    `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>A fault of the test</Message></Error>`,
  );
}

/** Does things with the same name one after another. */
function turns(): (name: string, act: () => Promise<void>) => Promise<void> {
  const last = new Map<string, Promise<void>>();
  return (name, act) => {
    const turn = (last.get(name) ?? Promise.resolve()).then(act, act);
    last.set(name, turn);
    return turn;
  };
}
