import { invalidFile } from '@csm/base';
import type { ByteRange } from '../onnx-source.js';
import type { TensorMessage } from '../wire/schema.js';
import { elementCount } from './element-count.js';
import { knownType } from './element-type.js';

/** Where a tensor's numbers are, if they are in another file. */
export interface ExternalRange extends ByteRange {
  readonly location: string;
}

const EXTERNAL = 1;

/**
 * The part of another file that holds a tensor's numbers; undefined if they are in the model, or of a type that is not supported.
 * @throws if the path leads out of the model's folder, or if the length does not fit the shape.
 */
export function externalRange(where: string, tensor: TensorMessage): ExternalRange | undefined {
  if (tensor.dataLocation !== EXTERNAL) return undefined;
  const known = knownType(tensor.dataType);
  if (known === undefined) return undefined;
  const entries = new Map(tensor.externalData.map(({ key, value }) => [key, value]));
  const location = entries.get('location') ?? '';
  checkLocation(where, location);
  const length = elementCount(where, tensor.dims) * known.bytes;
  const [offset, declared] = [
    wholeNumber(entries.get('offset'), 0),
    wholeNumber(entries.get('length'), length),
  ];
  if (offset === undefined || declared !== length) {
    throw invalidFile(
      `${where}: expected external data of ${length} bytes for its shape [${tensor.dims.join(', ')}]; the model states offset ` +
        `"${entries.get('offset') ?? 0}" and length "${entries.get('length') ?? ''}"; export the model again.`,
    );
  }
  return { location, offset, length };
}

function wholeNumber(written: string | undefined, byDefault: number): number | undefined {
  if (written === undefined || written === '') return byDefault;
  const number = Number(written);
  return /^\d+$/.test(written) && Number.isSafeInteger(number) ? number : undefined;
}

/** The file must be in the model's folder or below it: a downloaded model must not read other files. */
function checkLocation(where: string, location: string): void {
  const isAbsolute = /^([/\\]|[a-z][a-z0-9+.-]*:)/i.test(location);
  const climbs = location.split(/[/\\]/).includes('..');
  if (location !== '' && !isAbsolute && !climbs && !location.includes('\0')) return;
  throw invalidFile(
    `${where}: expected external data in the model's folder; the model states ${JSON.stringify(location)}; export the model again, ` +
      'with all files in one folder.',
  );
}
