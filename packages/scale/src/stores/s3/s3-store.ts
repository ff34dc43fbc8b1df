import { checkCount, checkOptions, invalidFile } from '@csm/base';
import { checkBytes, checkCall, checkGet, checkKey, checkPrefix } from '../check-call.js';
import type { GetOptions, ObjectStore } from '../object-store.js';
import { untilAborted } from '../until-aborted.js';
import { readBody } from './read-body.js';
import { repeatTransient } from './repeat-transient.js';
import { connectS3, DEFAULT_ATTEMPTS, type S3Connection } from './s3-client.js';
import { s3Failure } from './s3-failure.js';
import type { S3StoreOptions } from './s3-options.js';
import { fullKey, s3Place } from './s3-place.js';

/**
 * A store in a bucket of S3, or of a service that is compatible with it and supports puts with the condition `If-None-Match: *` (AWS, MinIO,
 * Ceph, Cloudflare R2 and others). Key `a/b` is the object `prefix/a/b`. The first put checks that the service respects the condition.
 *
 * Needs the package `@aws-sdk/client-s3`, which is loaded by the first call. Failed requests are repeated; the SDK and the service check
 * the bytes with checksums. An abort ends a call at once; an object that was being put may still arrive.
 *
 * @param url `s3://bucket` or `s3://bucket/prefix`.
 * @throws TypeError with code `ERR_INVALID_ARGUMENT` if the URL or an option is invalid. Its functions reject with `ERR_INVALID_ARGUMENT`
 * if the package is missing or a key invalid, and with `ERR_INVALID_FILE` if the bucket does not exist, the credentials are missing or
 * wrong, the service cannot be reached or fails repeatedly, or does not support conditional puts.
 * @category Stores
 */
export function s3Store(url: string, options: S3StoreOptions = {}): ObjectStore {
  checkOptions('s3Store', options, {
    endpoint: true,
    region: true,
    credentials: { accessKeyId: true, secretAccessKey: true, sessionToken: true },
    attempts: true,
    timeoutMs: true,
  });
  const place = s3Place(url);
  const { attempts = DEFAULT_ATTEMPTS, timeoutMs } = options;
  checkCount('s3Store', 'attempts', attempts);
  if (timeoutMs !== undefined) checkCount('s3Store', 'timeoutMs', timeoutMs);
  const Bucket = place.bucket;
  let connection: Promise<S3Connection> | undefined;
  let respectsCondition = false;
  const connect = () => {
    connection ??= connectS3(options);
    return connection;
  };

  return {
    name: url,

    async get(key, options = {}) {
      checkKey('s3Store', key);
      checkGet('s3Store', options);
      return get(key, options, 'read');
    },

    async putIfAbsent(key, bytes, options = {}) {
      checkKey('s3Store', key);
      checkBytes('s3Store', bytes);
      checkCall('s3Store', options);
      const Key = fullKey(place, key);
      const { signal } = options;
      const put = () =>
        attempt(`${key} cannot be written to ${url}`, signal, async ({ sdk, client }, options) => {
          const command = new sdk.PutObjectCommand({ Bucket, Key, Body: bytes, IfNoneMatch: '*' });
          try {
            await client.send(command, options);
            return true;
          } catch (error) {
            if ((error as Error).name === 'PreconditionFailed') return false;
            throw error;
          }
        });
      const isWritten = await put();
      if (isWritten && !respectsCondition) {
        if (await put()) throw ignoresCondition();
        respectsCondition = true;
      }
      return isWritten;
    },

    async has(key, options = {}) {
      checkKey('s3Store', key);
      checkCall('s3Store', options);
      // A HEAD request would not tell a missing bucket from a missing object.
      return (await get(key, { ...options, range: { offset: 0, length: 1 } }, 'found')) !== undefined;
    },

    async *list(prefix, options = {}) {
      checkPrefix('s3Store', prefix);
      checkCall('s3Store', options);
      const { signal } = options;
      const Prefix = place.prefix + prefix;
      let ContinuationToken: string | undefined;
      do {
        const token: string | undefined = ContinuationToken;
        const page = await attempt(`${url} cannot be listed`, signal, ({ sdk, client }, options) =>
          client.send(new sdk.ListObjectsV2Command({ Bucket, Prefix, ContinuationToken: token }), options),
        );
        for (const { Key = '' } of page.Contents ?? []) {
          // Consoles mark folders with empty objects.
          if (Key.startsWith(Prefix) && !Key.endsWith('/')) yield Key.slice(place.prefix.length);
        }
        ContinuationToken = page.IsTruncated ? page.NextContinuationToken : undefined;
      } while (ContinuationToken !== undefined);
    },
  };

  function get(key: string, { range, signal }: GetOptions, verb: string): Promise<Uint8Array | undefined> {
    const Key = fullKey(place, key);
    // S3 has no empty ranges.
    const length = range && Math.max(1, range.length);
    const Range = range && `bytes=${range.offset}-${range.offset + length! - 1}`;
    return attempt(`${key} cannot be ${verb} in ${url}`, signal, async ({ sdk, client }, options) => {
      try {
        const output = await client.send(new sdk.GetObjectCommand({ Bucket, Key, Range }), options);
        return await readBody(output, range);
      } catch (error) {
        if (error instanceof sdk.NoSuchKey) return undefined;
        if ((error as Error).name === 'InvalidRange') return new Uint8Array();
        throw error;
      }
    });
  }

  /** @param what what fails: `scores/000017.parquet cannot be written to s3://bucket/run`. */
  async function attempt<T>(
    what: string,
    signal: AbortSignal | undefined,
    request: (connection: S3Connection, options: { abortSignal?: AbortSignal }) => Promise<T>,
  ): Promise<T> {
    try {
      const connected = await connect();
      const options = signal === undefined ? {} : { abortSignal: signal };
      return await repeatTransient(attempts, signal, () => untilAborted(request(connected, options), signal));
    } catch (error) {
      signal?.throwIfAborted();
      throw s3Failure(what, error);
    }
  }

  function ignoresCondition(): Error {
    return invalidFile(
      `s3Store: expected a service that supports puts with the condition If-None-Match; the one of ${url} ignores it and would replace ` +
        'objects; use another one, or a newer version.',
    );
  }
}
