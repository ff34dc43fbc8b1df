import type { S3Client, S3ClientConfig } from '@aws-sdk/client-s3';
import { type Coded, invalidArgument, isMissingPackage, sentence, unsupportedModel } from '@csm/base';
import type { S3Credentials, S3StoreOptions } from './s3-options.js';

/** The AWS SDK, an optional peer dependency. */
export type S3Sdk = typeof import('@aws-sdk/client-s3');

/** The SDK and a client of it. */
export interface S3Connection {
  readonly sdk: S3Sdk;
  readonly client: S3Client;
}

export const DEFAULT_ATTEMPTS = 5;
const DEFAULT_TIMEOUT_MS = 60_000;
const CONNECTION_TIMEOUT_MS = 10_000;

/**
 * Loads the SDK and makes a client.
 * @throws if the package is not installed, or if no region is known.
 */
export async function connectS3(
  options: S3StoreOptions,
  load: () => Promise<S3Sdk> = () => import('@aws-sdk/client-s3'),
): Promise<S3Connection> {
  const sdk = await load().catch((cause: unknown) => {
    throw notLoaded(cause);
  });
  const config = clientConfig(options);
  const client = new sdk.S3Client(config);
  const region = await client.config.region().catch(() => undefined);
  if (region !== undefined) return { sdk, client };
  client.destroy();
  if (config.forcePathStyle) return { sdk, client: new sdk.S3Client({ ...config, region: 'us-east-1' }) };
  throw invalidArgument(
    's3Store: expected the region of the bucket; none is known; set AWS_REGION, or pass { region }.',
  );
}

function clientConfig(options: S3StoreOptions): S3ClientConfig {
  const { endpoint, region, credentials, attempts = DEFAULT_ATTEMPTS } = options;
  const { AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL } = process.env;
  return {
    maxAttempts: attempts,
    followRegionRedirects: true,
    // Services other than AWS rarely have one host name per bucket.
    forcePathStyle: Boolean(endpoint ?? AWS_ENDPOINT_URL_S3 ?? AWS_ENDPOINT_URL),
    requestHandler: {
      connectionTimeout: CONNECTION_TIMEOUT_MS,
      socketTimeout: options.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    },
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(region === undefined ? {} : { region }),
    // A copy: the SDK notes in the object where it came from.
    ...(credentials === undefined ? {} : { credentials: definedOf(credentials) }),
  };
}

function definedOf({ accessKeyId, secretAccessKey, sessionToken }: S3Credentials) {
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
}

function notLoaded(
  cause: unknown,
): Coded<'ERR_INVALID_ARGUMENT', TypeError> | Coded<'ERR_UNSUPPORTED_MODEL'> {
  const install = 'npm install @aws-sdk/client-s3';
  return isMissingPackage(cause, '@aws-sdk/client-s3')
    ? invalidArgument(
        `s3Store: expected the package "@aws-sdk/client-s3", which is not installed; install it: ${install}.`,
        { cause },
      )
    : unsupportedModel(
        `s3Store: "@aws-sdk/client-s3" could not be loaded; install it again: ${install}; ${sentence(String(cause))}`,
        { cause },
      );
}
