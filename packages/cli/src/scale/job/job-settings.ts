import { invalidFile } from '@csm/base';
import type { Plan, PlanJob } from '@csm/scale';
import type { DataKind } from '../../inputs/data-kind.js';
import type { DataOptions } from '../../inputs/data-options.js';
import type { MethodData } from '../../methods/method-data.js';
import type { MethodSettings } from '../../methods/method-settings.js';
import type { EngineName, ModelOptions } from '../../models/model-options.js';

/** What `csm plan` records in the plan, from which {@link openJob} makes the job of a worker. */
export interface JobSettings {
  readonly by: 'csm plan';
  readonly model: {
    /** The key of the file or folder that is opened. */
    readonly key: string;
    /** The key of the decoder of `--decoder`. */
    readonly decoder?: string | undefined;
    readonly options: Omit<ModelOptions, 'engine' | 'decoder'>;
  };
  /** Where all workers compute. */
  readonly engine: EngineName;
  /** The engine with its version. */
  readonly engineVersion: string;
  readonly data: {
    /** Of the data's format, as `dataKind` found it. */
    readonly kind: DataKind['kind'];
    /** `attributes` is a key. */
    readonly options: Omit<DataOptions, 'features'>;
    /** The key of the names of the features, in the order of the encoder. */
    readonly features?: string | undefined;
    /** The key of the sizes of the files of pictures. */
    readonly sizes?: string | undefined;
    /** Of the file of the data; absent for pictures and CelebA. */
    readonly fingerprint?: string | undefined;
  };
  readonly method: {
    readonly name: string;
    readonly settings: MethodSettings;
    /** The keys of the data that the method was made from. */
    readonly data: Readonly<Partial<Record<StoredMethodData, string>>>;
    /** The keys of the smallest and largest number of each feature, if the method asks for them. */
    readonly extremes?: { readonly least: string; readonly greatest: string } | undefined;
  };
  /** The settings of the certificates, if there are any. */
  readonly certificates?:
    | { readonly examples: string; readonly perSide: number; readonly inputs: number; readonly seed: number }
    | undefined;
}

/** The data of methods that the store holds. */
export type StoredMethodData = Extract<keyof MethodData, 'baseline' | 'mean' | 'samples'>;

/** As plain JSON. */
export const planJob = (settings: JobSettings): PlanJob => JSON.parse(JSON.stringify(settings)) as PlanJob;

/** Reads what {@link planJob} wrote. @throws if another program made the plan. */
export function jobSettings({ job }: Pick<Plan, 'job'>): JobSettings {
  const settings = job as unknown as JobSettings;
  if (settings.by === 'csm plan') return settings;
  throw invalidFile(
    'csm: expected a plan of csm plan; it was made by another program; compute it with that program.',
  );
}
