/** Options of {@link s3Store}. What is not given here comes from the environment and the files in `~/.aws`, as for all AWS tools. */
export interface S3StoreOptions {
  /** URL of a service other than AWS, such as `http://127.0.0.1:9000` of MinIO. Default: `AWS_ENDPOINT_URL_S3` or `AWS_ENDPOINT_URL`. */
  readonly endpoint?: string | undefined;
  /** Default: `AWS_REGION` or the profile's; `us-east-1` for a service other than AWS. */
  readonly region?: string | undefined;
  /** Default: those that the AWS SDK finds: environment, profile, container or machine. */
  readonly credentials?: S3Credentials | undefined;
  /** How often a request is sent before its error is thrown, with increasing pauses. Default 5. */
  readonly attempts?: number | undefined;
  /** Milliseconds without a byte after which a request counts as failed. Default 60,000. */
  readonly timeoutMs?: number | undefined;
}

/** An access key. */
export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}
