import { checkPath, invalidArgument } from '@csm/base';
import { localStore } from './local/local-store.js';
import type { ObjectStore } from './object-store.js';
import { s3Store } from './s3/s3-store.js';

/**
 * Opens the store at a place: {@link s3Store} for `s3://bucket/prefix`, with endpoint, region and credentials from the environment
 * (`AWS_ENDPOINT_URL`, `AWS_REGION`, `AWS_ACCESS_KEY_ID` …), otherwise {@link localStore} of a folder.
 *
 * @param place a folder, or `s3://bucket/prefix`.
 * @throws TypeError with code `ERR_INVALID_ARGUMENT` if the place is neither.
 * @category Stores
 */
export function openStore(place: string): ObjectStore {
  checkPath('openStore', 'place', place, 'a folder, or a URL such as s3://bucket/prefix');
  if (/^s3:/i.test(place)) return s3Store(place);
  const [, scheme] = /^([a-z][a-z0-9+.-]+):\/\//i.exec(place) ?? [];
  if (scheme === undefined) return localStore(place);
  throw invalidArgument(
    `openStore: expected a folder, or a URL such as s3://bucket/prefix; got a URL that begins with ${scheme}://; use a service ` +
      'that is compatible with S3, or mount it as a folder.',
  );
}
