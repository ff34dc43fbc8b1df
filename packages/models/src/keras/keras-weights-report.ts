/** The weights that {@link loadKerasWeights} loaded. {@link describeKerasWeights} turns this report into text. */
export interface KerasWeightsReport {
  /** `layer_names`: `save_weights` of Keras 1 and 2; `layers/vars`: `.weights.h5` of Keras 3. */
  readonly layout: 'layer_names' | 'layers/vars';
  /** Version of the Keras that wrote the file, if the file states it. */
  readonly kerasVersion: string | undefined;
  /** The number of weights that were loaded, counted as single numbers. */
  readonly parameters: number;
  readonly layers: readonly {
    /** The layer of the model, preceded by the names of the models that contain it: `encoder/conv_1`. */
    readonly layer: string;
    /** The layer of the file from which its weights were loaded. */
    readonly from: string;
    /** Whether the layers were matched by order or by name. */
    readonly by: 'order' | 'name';
    readonly weights: readonly {
      readonly name: string;
      /** Path in the file. */
      readonly from: string;
      readonly shape: readonly number[];
    }[];
  }[];
  /** Content of the file that was not loaded: the optimizer's state, counters of metrics, random generators. */
  readonly ignored: readonly string[];
}
