import { add, type Tensor, tidy, zeros } from '@tensorflow/tfjs-core';
import { initializers, layers } from '@tensorflow/tfjs-layers';

/** The weight of a {@link GeneParameter}. */
type Weight = ReturnType<layers.Layer['addWeight']>;

/**
 * One trained number per gene, the same for all samples: `[n, …]` to `[n, units]`. Only the number of samples of the input matters.
 */
export class GeneParameter extends layers.Layer {
  static className = 'GeneParameter';

  readonly units: number;
  private weight: Weight | undefined;

  constructor(config: { readonly units: number; readonly name?: string }) {
    super(config);
    this.units = config.units;
  }

  /** The numbers, `[units]`. */
  read(): Tensor {
    return (this.weight as Weight).read();
  }

  override build(): void {
    this.weight = this.addWeight('values', [this.units], 'float32', initializers.zeros());
    this.built = true;
  }

  override computeOutputShape([count = null]: (number | null)[]): (number | null)[] {
    return [count, this.units];
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const [count = 0] = ([inputs].flat()[0] as Tensor).shape;
    return tidy(() => add(zeros([count, 1]), this.read()));
  }

  override getConfig() {
    return { ...super.getConfig(), units: this.units };
  }
}
