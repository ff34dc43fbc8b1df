import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type S3Fault, type S3Request, type S3Server, startS3Server } from '../../../test/s3-server.js';
import { keysOf, testStore } from '../../../test/store-contract.js';
import { openStore } from '../open-store.js';
import { putOnce } from '../put-once.js';
import { connectS3 } from './s3-client.js';
import { s3Store } from './s3-store.js';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const invalidFile = (message: RegExp) => ({
  code: 'ERR_INVALID_FILE',
  message: expect.stringMatching(message),
});

let server: S3Server;
let fault: (request: S3Request) => S3Fault | undefined = () => undefined;
let bucket = '';
let buckets = 0;
beforeAll(async () => {
  server = await startS3Server({ fault: (request) => fault(request) });
});
afterAll(() => server.close());
beforeEach(async () => {
  fault = () => undefined;
  bucket = `bucket-${++buckets}`;
  await server.createBucket(bucket);
});

const options = (more: object = {}) => ({
  endpoint: server.endpoint,
  credentials: server.credentials,
  region: 'us-east-1',
  ...more,
});
const open = (prefix = 'run', more: object = {}) => s3Store(`s3://${bucket}/${prefix}`, options(more));

/** A fault of the first requests of a method. */
function firstOnes(method: string, count: number, chosen: S3Fault): void {
  let left = count;
  fault = (request) => (request.method === method && left-- > 0 ? chosen : undefined);
}

testStore('s3Store', async () => ({ open: () => open() }));

describe('s3Store', () => {
  it('puts objects under its prefix, and sees no others', async () => {
    const whole = s3Store(`s3://${bucket}`, options());
    await open('a').putIfAbsent('x', bytesOf('in a'));
    await open('ab/').putIfAbsent('x', bytesOf('in ab'));
    await whole.putIfAbsent('folder', bytesOf(''));
    expect(await keysOf(whole)).toEqual(['a/x', 'ab/x', 'folder']);
    expect(await keysOf(open('a'))).toEqual(['x']);
    expect(await open('ab').get('x')).toEqual(bytesOf('in ab'));
    expect(open('ab/').name).toBe(`s3://${bucket}/ab/`);
  });

  it('lists more objects than one page has', async () => {
    const store = open();
    const keys = Array.from({ length: 1203 }, (_, i) => `scores/${String(i).padStart(6, '0')}`);
    await server.addObjects(
      bucket,
      keys.map((key) => `run/${key}`),
    );
    const before = server.requests.length;
    expect(await keysOf(store, 'scores/')).toEqual(keys);
    expect(server.requests.length - before).toBe(2);
    expect(await keysOf(store, 'scores/0012')).toEqual(keys.slice(1200));
  });

  it.each([
    'lost request',
    { status: 500, code: 'InternalError' },
    { status: 503, code: 'SlowDown' },
    { status: 409, code: 'ConditionalRequestConflict' },
  ] as const)('repeats a put after %j', async (chosen) => {
    firstOnes('PUT', 2, chosen);
    const store = open();
    expect(await store.putIfAbsent('a', bytesOf('a'))).toBe(true);
    expect(await store.get('a')).toEqual(bytesOf('a'));
  });

  it('finds its own object after an answer that was lost: putOnce succeeds', async () => {
    firstOnes('PUT', 1, 'lost answer');
    expect(await open().putIfAbsent('a', bytesOf('a'))).toBe(false);
    firstOnes('PUT', 1, 'lost answer');
    expect(await putOnce(open(), 'b', bytesOf('b'))).toBe(false);
    expect(await keysOf(open())).toEqual(['a', 'b']);
  });

  it.each(['lost request', 'half answer', { status: 503, code: 'SlowDown' }] as const)(
    'repeats a read after %j',
    async (chosen) => {
      const bytes = new Uint8Array(300_000).fill(9);
      const store = open();
      await store.putIfAbsent('a', bytes);
      firstOnes('GET', 2, chosen);
      const found = await store.get('a');
      expect(Buffer.compare(found!, bytes)).toBe(0);
      firstOnes('GET', 2, chosen);
      expect(await keysOf(store)).toEqual(['a']);
    },
  );

  it('gives up after its attempts, in one sentence', async () => {
    fault = () => ({ status: 503, code: 'SlowDown' });
    const store = open('run', { attempts: 2 });
    const before = server.requests.length;
    await expect(store.putIfAbsent('a', bytesOf('a'))).rejects.toMatchObject(
      invalidFile(
        /^s3Store: a cannot be written to s3:\S+: the service answered 2 times with SlowDown \(503\); run the same command again later, which continues\.$/,
      ),
    );
    expect(server.requests.length - before).toBe(2);
    fault = () => 'half answer';
    await expect(store.get('a')).rejects.toMatchObject({ code: 'ERR_INVALID_FILE' });
    fault = () => 'silence';
    const hurried = open('run', { attempts: 2, timeoutMs: 200 });
    await expect(hurried.get('a')).rejects.toMatchObject(
      invalidFile(/^s3Store: a cannot be read in s3:\S+: the service cannot be reached \(.+\); check/),
    );
    await expect(hurried.putIfAbsent('a', bytesOf('a'))).rejects.toMatchObject(
      invalidFile(/the service cannot be reached/),
    );
  });

  it('refuses a service that ignores the condition, before it replaces anything', async () => {
    const old = await startS3Server({ ignoresCondition: true });
    try {
      await old.createBucket('bucket');
      const store = s3Store('s3://bucket/run', { endpoint: old.endpoint, credentials: old.credentials });
      await expect(store.putIfAbsent('a', bytesOf('a'))).rejects.toMatchObject(
        invalidFile(
          /^s3Store: expected a service that supports puts with the condition If-None-Match; .+ ignores it .+\.$/,
        ),
      );
      expect(await store.get('a')).toEqual(bytesOf('a'));
    } finally {
      await old.close();
    }
  });

  it('says in one sentence that the bucket does not exist', async () => {
    const store = s3Store('s3://no-such-bucket/run', options());
    const message = (what: string) =>
      invalidFile(
        new RegExp(
          `^s3Store: ${what} s3://no-such-bucket/run( cannot be listed)?: the bucket does not exist; create it, or check its name and the endpoint\\.$`,
        ),
      );
    await expect(store.get('a')).rejects.toMatchObject(message('a cannot be read in'));
    await expect(store.has('a')).rejects.toMatchObject(message('a cannot be found in'));
    await expect(store.putIfAbsent('a', bytesOf('a'))).rejects.toMatchObject(
      message('a cannot be written to'),
    );
    await expect(keysOf(store)).rejects.toThrow(
      's3Store: s3://no-such-bucket/run cannot be listed: the bucket does not exist;',
    );
  });

  it('says in one sentence that the access key is unknown, the secret wrong, access denied or expired', async () => {
    const stranger = open('run', { credentials: { accessKeyId: 'nobody', secretAccessKey: 'none' } });
    await expect(stranger.get('a')).rejects.toMatchObject(
      invalidFile(/: the access key is not known there; check AWS_ACCESS_KEY_ID and .+\.$/),
    );
    const sentences = {
      SignatureDoesNotMatch: 'the secret key is wrong;',
      AccessDenied: 'access is denied; allow s3:GetObject, s3:PutObject and s3:ListBucket',
      ExpiredToken: 'the credentials have expired; renew them',
    };
    for (const [code, sentence] of Object.entries(sentences)) {
      fault = () => ({ status: code === 'ExpiredToken' ? 400 : 403, code });
      await expect(open().putIfAbsent('a', bytesOf('a'))).rejects.toThrow(sentence);
      await expect(keysOf(open())).rejects.toThrow(sentence);
    }
  });

  it('says in one sentence that the service cannot be reached', async () => {
    const closed = open('run', { endpoint: 'http://127.0.0.1:9', attempts: 2 });
    const message =
      /^s3Store: \S+ cannot be \S+ (to|in) s3:\S+: the service cannot be reached \(.*ECONNREFUSED.*\); check the network and the endpoint, then run the same command again, which continues\.$/;
    await expect(closed.get('a')).rejects.toMatchObject(invalidFile(message));
    await expect(closed.putIfAbsent('a', bytesOf('a'))).rejects.toMatchObject(invalidFile(message));
    const unknown = open('run', { endpoint: 'http://no-such-host.invalid', attempts: 1 });
    await expect(unknown.get('a')).rejects.toThrow(
      /the service cannot be reached \(.*(ENOTFOUND|EAI_AGAIN).*\)/,
    );
    await expect(open('run', { endpoint: 'not a URL' }).get('a')).rejects.toThrow(
      'the endpoint is not a URL;',
    );
  });

  it('stops at once with the signal, also while it waits for an answer or pauses', async () => {
    for (const chosen of [
      'silence',
      { status: 503, code: 'SlowDown' },
      { status: 409, code: 'ConditionalRequestConflict' },
    ] as const) {
      fault = () => chosen;
      const controller = new AbortController();
      const reason = new Error('stopped');
      const store = open('run', { attempts: 50 });
      const calls = [
        store.get('a', { signal: controller.signal }),
        store.putIfAbsent('a', bytesOf('a'), { signal: controller.signal }),
        store.has('a', { signal: controller.signal }),
      ].map((call) => call.catch((error: unknown) => error));
      setTimeout(() => controller.abort(reason), 300);
      expect(await Promise.all(calls)).toEqual([reason, reason, reason]);
    }
  });

  it('refuses a wrong URL or option before any request', () => {
    for (const url of ['', 's3://', 's3:///a', 's3://Upper/a', 's3://a', 'http://bucket/a', 7 as never]) {
      expect(() => s3Store(url)).toThrow('s3Store: expected a URL such as "s3://bucket/prefix"');
    }
    expect(() => s3Store('s3://bucket/a/../b')).toThrow('expected a key');
    expect(() => s3Store('s3://bucket', { attempts: 0 })).toThrow('attempts must be a whole number');
    expect(() => s3Store('s3://bucket', { enpoint: 'x' } as object)).toThrow('unknown option "enpoint"');
  });

  it('names the package and the command that installs it if the package is missing', async () => {
    const missing = Object.assign(
      new Error("Cannot find package '@aws-sdk/client-s3' imported from /app/index.js"),
      {
        code: 'ERR_MODULE_NOT_FOUND',
      },
    );
    await expect(connectS3({}, () => Promise.reject(missing))).rejects.toMatchObject({
      code: 'ERR_INVALID_ARGUMENT',
      message:
        's3Store: expected the package "@aws-sdk/client-s3", which is not installed; install it: npm install @aws-sdk/client-s3.',
    });
    await expect(connectS3({}, () => Promise.reject(new Error('broken')))).rejects.toMatchObject({
      code: 'ERR_UNSUPPORTED_MODEL',
      message: expect.stringMatching(/^s3Store: "@aws-sdk\/client-s3" could not be loaded; .+ broken\.$/),
    });
  });
});

describe('openStore', () => {
  const NAMES = [
    'AWS_ENDPOINT_URL',
    'AWS_ENDPOINT_URL_S3',
    'AWS_REGION',
    'AWS_ACCESS_KEY_ID',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_PROFILE',
  ];
  const before = Object.fromEntries(NAMES.map((name) => [name, process.env[name]]));
  beforeEach(() => {
    for (const name of NAMES) delete process.env[name];
    return () => {
      for (const name of NAMES) {
        if (before[name] === undefined) delete process.env[name];
        else process.env[name] = before[name];
      }
    };
  });

  it('opens a bucket with what the environment says', async () => {
    Object.assign(process.env, server.environment);
    const store = openStore(`s3://${bucket}/run`);
    expect(await putOnce(store, 'plan.json', bytesOf('{}'))).toBe(true);
    expect(await keysOf(open())).toEqual(['plan.json']);
    delete process.env.AWS_REGION;
    expect(await keysOf(openStore(`s3://${bucket}/run`))).toEqual(['plan.json']);
  });

  it('asks for the region of AWS, and for credentials', async () => {
    process.env.AWS_ACCESS_KEY_ID = 'x';
    process.env.AWS_SECRET_ACCESS_KEY = 'x';
    process.env.AWS_CONFIG_FILE = '/dev/null';
    await expect(openStore('s3://bucket').get('a')).rejects.toMatchObject({
      code: 'ERR_INVALID_ARGUMENT',
      message:
        's3Store: expected the region of the bucket; none is known; set AWS_REGION, or pass { region }.',
    });
    delete process.env.AWS_CONFIG_FILE;
    for (const name of NAMES) delete process.env[name];
    process.env.AWS_EC2_METADATA_DISABLED = 'true';
    const nobody = s3Store(`s3://${bucket}`, { endpoint: server.endpoint });
    await expect(nobody.get('a')).rejects.toThrow(
      'no access key was found; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE.',
    );
    delete process.env.AWS_EC2_METADATA_DISABLED;
  });

  it('opens a folder, and refuses other URLs', () => {
    expect(openStore('some/folder').name).toBe('some/folder');
    expect(() => openStore('gs://bucket')).toThrow(
      'openStore: expected a folder, or a URL such as s3://bucket/prefix; got a URL that begins with gs://;',
    );
    expect(() => openStore('')).toThrow('openStore: place must be the path of a folder, or a URL');
    expect(() => openStore('s3://')).toThrow('s3Store: expected a URL');
  });
});
