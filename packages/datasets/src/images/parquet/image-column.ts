import { invalidFile, someNames, validNames } from '@csm/base';
import type { SchemaTree } from 'hyparquet';

/** Where the images of a Parquet file are: the paths of two columns in its schema. */
export interface ImageColumn {
  readonly name: string;
  readonly bytes: readonly string[];
  /** The names of the pictures' files, if the column has them. */
  readonly path: readonly string[] | undefined;
}

/** Finds the column of the images. @param at the beginning of messages. @throws if there is none, or several. */
export function imageColumn(schema: SchemaTree, wanted: string | undefined, at: string): ImageColumn {
  const found = schema.children.flatMap((field) => asImages(field) ?? []);
  const names = schema.children.map(({ element }) => element.name);
  if (wanted !== undefined && !names.includes(wanted)) {
    throw invalidFile(`${at}: expected a column "${wanted}"; ${validNames('columns', wanted, names)}.`);
  }
  const chosen = found.filter(({ name }) => (wanted === undefined ? true : name === wanted));
  const usual = chosen.filter(({ name }) => ['image', 'img'].includes(name));
  const [only] = chosen.length === 1 ? chosen : usual;
  if (only) return only;
  if (chosen.length > 1) {
    throw invalidFile(
      `${at}: expected one column of images; there are ${chosen.length} (${someNames(
        'column',
        chosen.map(({ name }) => name),
      )}); rename that of the images to image.`,
    );
  }
  throw invalidFile(
    `${at}: expected a column of images, a struct with the field bytes or a column of bytes; the columns are ${someNames(
      'column',
      names,
    )}; embed the pictures, as datasets.Dataset.to_parquet does.`,
  );
}

function asImages({ element, children }: SchemaTree): ImageColumn | undefined {
  if (element.repetition_type === 'REPEATED') return undefined;
  const { name } = element;
  if (children.length === 0) return isBytes(element) ? { name, bytes: [name], path: undefined } : undefined;
  const field = (wanted: string) =>
    children.find((child) => child.element.name === wanted && child.children.length === 0)?.element;
  const bytes = field('bytes');
  if (bytes?.type !== 'BYTE_ARRAY' || bytes.repetition_type === 'REPEATED') return undefined;
  const path = field('path');
  const hasPath = path?.type === 'BYTE_ARRAY' && path.repetition_type !== 'REPEATED';
  return { name, bytes: [name, 'bytes'], path: hasPath ? [name, 'path'] : undefined };
}

/** Whether a column has bytes that are not text. */
function isBytes({ type, converted_type, logical_type }: SchemaTree['element']): boolean {
  return type === 'BYTE_ARRAY' && converted_type === undefined && logical_type === undefined;
}
