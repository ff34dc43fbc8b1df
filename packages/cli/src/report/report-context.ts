import type { NdArray } from 'ndarray';
import type { InputSet } from '../inputs/input-set.js';
import type { MethodSettings } from '../methods/method-settings.js';
import type { OpenedModel } from '../models/opened-model.js';
import type { CommandRun } from '../terminal/command-run.js';
import type { ReportFolder } from './report-folder.js';

/** What all parts of the page are made from. */
export interface ReportContext {
  readonly model: OpenedModel;
  readonly inputs: InputSet;
  /** The latents of all inputs, `[ids.length, latentSize]`. */
  readonly latents: NdArray<Float32Array>;
  /** The latents of some inputs, in this order. */
  readonly latentsOf: (ids: readonly string[]) => NdArray<Float32Array>;
  readonly folder: ReportFolder;
  /** The names of the methods, the main one first. */
  readonly methods: readonly string[];
  /** The settings of the methods. */
  readonly settings: MethodSettings;
  /** Number of inputs that are drawn per concept. */
  readonly limit: number;
  readonly seed: number;
  /** The options of the call that decide the numbers, as they are typed: they are repeated in the commands that the page suggests. */
  readonly flags: string;
  readonly run: CommandRun;
}
