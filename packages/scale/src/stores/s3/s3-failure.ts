import { invalidFile } from '@csm/base';

/** The parts of an error of the SDK, or of a connection. */
interface S3Error {
  readonly name?: string;
  readonly code?: string;
  readonly message?: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly attempts?: number };
}

const CHECK_KEYS = 'check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the profile';
const FREE_SPACE = 'the store is full; free some space and run the same command again, which continues';

/** What the errors of S3 and of services like it mean, and what to do. */
const MEANINGS: Readonly<Record<string, string>> = {
  NoSuchBucket: 'the bucket does not exist; create it, or check its name and the endpoint',
  InvalidAccessKeyId: `the access key is not known there; ${CHECK_KEYS}`,
  SignatureDoesNotMatch: `the secret key is wrong; ${CHECK_KEYS}`,
  CredentialsProviderError: `no access key was found; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE`,
  ExpiredToken: 'the credentials have expired; renew them and run the same command again, which continues',
  AccessDenied: 'access is denied; allow s3:GetObject, s3:PutObject and s3:ListBucket for these credentials',
  AllAccessDisabled:
    'access is denied; allow s3:GetObject, s3:PutObject and s3:ListBucket for these credentials',
  RequestTimeTooSkewed:
    'the clock of this machine is wrong; set it and run the same command again, which continues',
  PermanentRedirect: 'the bucket is in another region; set AWS_REGION',
  AuthorizationHeaderMalformed: 'the bucket is in another region; set AWS_REGION',
  InvalidBucketName: 'the bucket has an invalid name; check it',
  EntityTooLarge: 'the object is too large for one request; make a plan with more shards',
  QuotaExceeded: FREE_SPACE,
  XMinioStorageFull: FREE_SPACE,
  XMinioAdminBucketQuotaExceeded: FREE_SPACE,
  NotImplemented: 'the service does not support puts with the condition If-None-Match; use another one',
  ERR_INVALID_URL: 'the endpoint is not a URL; give one such as http://127.0.0.1:9000',
};

/** Errors of a connection. */
const UNREACHABLE =
  /^(ECONN\w+|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE|EPROTO|CERT_\w+|TimeoutError)$/;

/**
 * An error of S3 in one sentence.
 * @param what what failed: `scores/000017.parquet cannot be written to s3://bucket/run`.
 */
export function s3Failure(what: string, cause: unknown): unknown {
  // Errors of our own, such as a package that is missing.
  if (/^ERR_(INVALID_ARGUMENT|INVALID_FILE|UNSUPPORTED_MODEL)$/.test((cause as S3Error)?.code ?? ''))
    return cause;
  return invalidFile(`s3Store: ${what}: ${meaningOf(cause as S3Error)}.`, { cause });
}

function meaningOf(error: S3Error): string {
  const { name = '', code = '', message = '', $metadata = {} } = error;
  const known = MEANINGS[name] ?? MEANINGS[code];
  if (known !== undefined) return known;
  const { httpStatusCode: status, attempts } = $metadata;
  if ([code, name].some((each) => UNREACHABLE.test(each))) {
    return `the service cannot be reached (${message || code || name}); check the network and the endpoint, then run the same command again, which continues`;
  }
  if (status !== undefined && (status >= 500 || status === 429)) {
    const times = attempts === undefined || attempts === 1 ? '' : `${attempts} times `;
    return `the service answered ${times}with ${name} (${status}); run the same command again later, which continues`;
  }
  return `${name}${status === undefined ? '' : ` (${status})`}: ${message.replace(/\s+/g, ' ').replace(/\.$/, '')}`;
}
