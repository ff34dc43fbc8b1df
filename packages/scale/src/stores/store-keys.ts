/**
 * The keys of everything in a store. Shards, and with them chunks, are numbered from 0.
 * @category Stores
 */
export const storeKeys = {
  plan: 'plan.json',
  concepts: 'concepts.json',
  /** A file of the model, copied when the plan is made. */
  model: (file: string) => `model/${file}`,
  /** Further data of the job, such as baselines of the method. */
  job: (file: string) => `job/${file}`,
  /** The ids of a shard's inputs: a JSON list. */
  ids: (shard: number) => `inputs/${numbered(shard)}.json`,
  scores: (shard: number) => `scores/${numbered(shard)}.parquet`,
  /** The root of the Zarr group with the arrays of {@link MapSettings}. */
  maps: 'maps.zarr',
  /** The sums of a shard's maps, per concept. */
  sums: (shard: number) => `summaries/${numbered(shard)}.npy`,
  certificate: (concept: number) => `certificates/${numbered(concept)}.json`,
  /** Written last: where it is, the shard is complete. */
  manifest: (shard: number) => `shards/${numbered(shard)}.json`,
} as const;

const numbered = (number: number) => String(number).padStart(6, '0');
