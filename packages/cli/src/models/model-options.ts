import { type Command, Option } from 'commander';

/** Where explanations are computed. */
export type EngineName = 'auto' | 'onnxruntime' | 'wasm' | 'cpu';

/** The options of every command that takes a model, as commander returns them. */
export interface ModelOptions {
  readonly normalise?: string | undefined;
  readonly layout?: 'channelsFirst' | 'channelsLast' | undefined;
  readonly latentOutput?: string | undefined;
  readonly latentColumns?: string | undefined;
  readonly logVariance?: string | undefined;
  readonly latent?: 'flatten' | 'mean' | 'max' | undefined;
  readonly input?: string | undefined;
  readonly inputShape?: string | undefined;
  readonly given?: readonly string[] | undefined;
  readonly decoder?: string | undefined;
  readonly decoderOutput?: string | undefined;
  readonly engine: EngineName;
}

/** Adds the options that say how a model is read and run. */
export function addModelOptions(command: Command): Command {
  return command
    .optionsGroup('Model:')
    .option(
      '--normalise <how>',
      'normalisation that the model expects: imagenet, or mean/std such as 0.5/0.5 or 0.4,0.5,0.5/0.2,0.2,0.3 (default: none, values in [0, 1])',
    )
    .addOption(
      new Option('--layout <layout>', 'order of the axes of pictures (default: read from the model)').choices(
        ['channelsFirst', 'channelsLast'],
      ),
    )
    .option(
      '--latent-output <name>',
      'the output or layer that is the latent (default: the output of the mean)',
    )
    .option(
      '--latent-columns <first,end>',
      'columns of that output that are the latent, from first to before end, such as 0,16',
    )
    .option('--log-variance <name>', 'the output or layer of the log-variance')
    .addOption(
      new Option('--latent <how>', 'how a spatial latent becomes a vector').choices([
        'flatten',
        'mean',
        'max',
      ]),
    )
    .option('--input <name>', 'the layer or tensor where the encoder starts')
    .option('--input-shape <lengths>', 'shape of one input, if the model leaves it open, such as 3,64,64')
    .option('--given <name=number...>', 'the value of an input that is not explained, such as condition=0')
    .option('--decoder <file>', 'the decoder, for counterfactual maps and decoded concepts')
    .option('--decoder-output <name>', 'the output of the decoder with the decoded inputs')
    .addOption(
      new Option(
        '--engine <engine>',
        'where to compute; auto is ONNX Runtime if onnxruntime-node is installed, and wasm otherwise',
      )
        .choices(['auto', 'onnxruntime', 'wasm', 'cpu'])
        .default('auto'),
    );
}
