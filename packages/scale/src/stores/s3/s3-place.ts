import { invalidArgument, shown } from '@csm/base';
import { checkKey } from '../check-call.js';

/** A bucket, and the beginning of the keys in it: '' or a path that ends with `/`. */
export interface S3Place {
  readonly bucket: string;
  readonly prefix: string;
}

/** S3's own limit. */
const MOST_KEY_BYTES = 1024;

/** Reads `s3://bucket/prefix`. @throws if it is something else. */
export function s3Place(url: string): S3Place {
  const [, bucket = '', path = ''] = (typeof url === 'string' && S3_URL.exec(url)) || [];
  if (bucket === '') {
    throw invalidArgument(
      `s3Store: expected a URL such as "s3://bucket/prefix", with a bucket of 3 to 63 lower-case letters, digits, dots and hyphens; got ` +
        `${shown(url)}.`,
    );
  }
  const prefix = path.replace(/\/$/, '');
  if (prefix !== '') checkKey('s3Store', prefix);
  return { bucket, prefix: prefix === '' ? '' : `${prefix}/` };
}

const S3_URL = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/s;

/** The key of an object in the bucket. @throws if it is too long. */
export function fullKey(place: S3Place, key: string): string {
  const full = place.prefix + key;
  const length = Buffer.byteLength(full);
  if (length <= MOST_KEY_BYTES) return full;
  throw invalidArgument(
    `s3Store: expected a key of at most ${MOST_KEY_BYTES} bytes; "${key.slice(0, 40)}…" has ${length} with its prefix and is too long.`,
  );
}
