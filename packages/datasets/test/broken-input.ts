import { appendFile, cp, mkdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import type { ImageDataset } from '../src/images/image-dataset.js';
import { celebA, imageFolder } from '../src/node.js';
import { celebaId, usualLandmarks, writeCeleba } from './celeba-folder.js';

/** One way in which a folder of data can be broken, and the error for it. */
export interface BrokenInput {
  readonly what: string;
  readonly set: 'celebA' | 'imageFolder';
  /** Breaks an undamaged folder. */
  readonly damage: (root: string) => Promise<void>;
  readonly options?: object;
  readonly message: RegExp;
}

const attributes = 'list_attr_celeba.txt';
const landmarks = 'list_landmarks_align_celeba.txt';
const partition = 'list_eval_partition.txt';
const third = 'img_align_celeba/000003.jpg';
const htmlPage = '<!DOCTYPE html>\n<html><body>Quota exceeded</body></html>\n';
const lfsPointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 9931\n';

const put = (file: string, content: string | Uint8Array) => (root: string) =>
  writeFile(join(root, file), content);
const remove = (file: string) => (root: string) => rm(join(root, file), { recursive: true });
const edit = (file: string, change: (text: string) => string) => async (root: string) => {
  const text = await readFile(join(root, file), 'utf8');
  const changed = change(text);
  if (changed === text) throw new Error(`the damage to ${file} changes nothing`);
  await writeFile(join(root, file), changed);
};
const cut = (file: string, share: number) => async (root: string) => {
  const bytes = await readFile(join(root, file));
  await truncate(join(root, file), Math.floor(bytes.length * share));
};

/** A PNG whose header says 60000×60000, like a decompression bomb. Its checksum is not checked before the size. */
const giantPng = () => {
  const header = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
  const size = Buffer.alloc(8);
  size.writeUInt32BE(60_000, 0);
  size.writeUInt32BE(60_000, 4);
  return Buffer.concat([header, size, Buffer.from('0802000000', 'hex'), Buffer.alloc(8)]);
};

/** Kinds of broken input, each with its error. */
export const brokenInputs: readonly BrokenInput[] = [
  {
    what: 'the folder is missing',
    set: 'celebA',
    damage: (root) => rm(root, { recursive: true }),
    message: /^celebA: .*: the folder does not exist; check the path\.$/,
  },
  {
    what: 'the root is a file',
    set: 'celebA',
    damage: async (root) => {
      await rm(root, { recursive: true });
      await writeFile(root, '');
    },
    message: /^celebA: .*: expected a folder; this is a file; pass the folder that holds it\.$/,
  },
  {
    what: 'no attributes',
    set: 'celebA',
    damage: remove(attributes),
    message:
      /^celebA: expected list_attr_celeba\.txt or list_attr_celeba\.csv in .*; it holds img_align_celeba\/000001\.jpg, img_align_celeba\/000002\.jpg, img_align_celeba\/000003\.jpg, img_align_celeba\/000004\.jpg, img_align_celeba\/000005\.jpg, img_align_celeba\/000006\.jpg, list_eval_partition\.txt, list_landmarks_align_celeba\.txt\.$/,
  },
  {
    what: 'no images',
    set: 'celebA',
    damage: remove('img_align_celeba'),
    message:
      /^celebA: expected images in .*\/img_align_celeba; it holds list_attr_celeba\.txt, list_eval_partition\.txt, list_landmarks_align_celeba\.txt\.$/,
  },
  {
    what: 'no landmarks',
    set: 'celebA',
    damage: remove(landmarks),
    message:
      /^celebA: expected list_landmarks_align_celeba\.txt or list_landmarks_align_celeba\.csv in .*; there is no such file; download it, or pass crop: 'whole' to use uncropped images\.$/,
  },
  {
    what: 'an id that leads out of the folder',
    set: 'celebA',
    damage: edit(attributes, (text) => text.replace('000003.jpg', '../../../etc/passwd')),
    message:
      /^readCelebaAttributes: .*\/list_attr_celeba\.txt, line 5: expected the name of an image inside the folder, such as 000001\.jpg; got "\.\.\/\.\.\/\.\.\/etc\/passwd", which leads out of the folder\.$/,
  },
  {
    what: 'an absolute id',
    set: 'celebA',
    damage: edit(attributes, (text) => text.replace('000003.jpg', 'C:\\secret.jpg')),
    message:
      /^readCelebaAttributes: .*\/list_attr_celeba\.txt, line 5: expected the name of an image inside the folder, such as 000001\.jpg; got "C:\\\\secret\.jpg", which leads out of the folder\.$/,
  },
  {
    what: 'an HTML page instead of the attributes',
    set: 'celebA',
    damage: put(attributes, htmlPage),
    message:
      /^readCelebaAttributes: .*\/list_attr_celeba\.txt: expected a table; this is an HTML page; the download failed, download the file again\.$/,
  },
  {
    what: 'a Git LFS pointer instead of the landmarks',
    set: 'celebA',
    damage: put(landmarks, lfsPointer),
    message:
      /^readCelebaLandmarks: .*\/list_landmarks_align_celeba\.txt: expected a table; this is a Git LFS pointer; fetch the file itself with git lfs pull\.$/,
  },
  {
    what: 'an empty table',
    set: 'celebA',
    damage: put(partition, ''),
    message:
      /^readCelebaPartition: .*\/list_eval_partition\.txt: expected a table; this is an empty file; download or copy the file again\.$/,
  },
  {
    what: 'a truncated table',
    set: 'celebA',
    damage: edit(attributes, (text) => text.split('\n').slice(0, 5).join('\n')),
    message:
      /^readCelebaAttributes: .*\/list_attr_celeba\.txt, line 1: expected 6 images as announced; the file has 3; download or copy the file again\.$/,
  },
  {
    what: 'a truncated gzipped table',
    set: 'celebA',
    damage: async (root) => {
      const packed = gzipSync(await readFile(join(root, attributes)));
      await writeFile(join(root, attributes), packed.subarray(0, packed.length - 12));
    },
    message:
      /^readCelebaAttributes: .*\/list_attr_celeba\.txt: the gzip data are truncated or damaged; download or copy the file again\.$/,
  },
  {
    what: 'no count in the first line',
    set: 'celebA',
    damage: edit(attributes, (text) => text.replace(/^6\n/, '')),
    message:
      /^readCelebaAttributes: .*\/list_attr_celeba\.txt, line 1: expected the number of images \(txt\) or a header that begins with image_id \(CSV\); got "5_o_Clock_Shadow Arched_Eyebrows Attract"\.$/,
  },
  {
    what: 'a CSV header without image_id',
    set: 'celebA',
    damage: edit(attributes, (text) => text.replace(/^6\n/, 'filename,Smiling\n')),
    message:
      /^readCelebaAttributes: .*\/list_attr_celeba\.txt, line 1: expected the number of images \(txt\) or a header that begins with image_id \(CSV\); got "filename Smiling"\.$/,
  },
  {
    what: 'the line with the names is missing',
    set: 'celebA',
    damage: edit(attributes, (text) => text.replace(/5_o_Clock.*\n/, '')),
    message:
      /^readCelebaAttributes: .*\/list_attr_celeba\.txt, line 2: expected the names of the columns; got "000001\.jpg" among them\.$/,
  },
  {
    what: 'the landmarks with the name of the attributes',
    set: 'celebA',
    damage: (root) => cp(join(root, landmarks), join(root, attributes)),
    message:
      /^readCelebaAttributes: .*\/list_attr_celeba\.txt, line 3, lefteye_x: expected −1 or 1; got "69"\.$/,
  },
  {
    what: 'wrong columns in the landmarks',
    set: 'celebA',
    damage: edit(landmarks, (text) => text.replace('nose_x', 'noze_x')),
    message:
      /^readCelebaLandmarks: .*\/list_landmarks_align_celeba\.txt, line 2: expected the columns lefteye_x, lefteye_y, righteye_x, righteye_y, nose_x, nose_y, leftmouth_x, leftmouth_y, rightmouth_x, rightmouth_y; got 10 columns, among them "noze_x"\.$/,
  },
  {
    what: 'a ragged row',
    set: 'celebA',
    damage: edit(attributes, (text) => text.replace(/ -1\n(000004)/, '\n$1')),
    message:
      /^readCelebaAttributes: .*\/list_attr_celeba\.txt, line 5: expected an id and 40 values; got 40 cells\.$/,
  },
  {
    what: 'an attribute that is not −1 or 1',
    set: 'celebA',
    damage: edit(attributes, (text) => text.replace('000002.jpg -1', '000002.jpg  0')),
    message:
      /^readCelebaAttributes: .*\/list_attr_celeba\.txt, line 4, 5_o_Clock_Shadow: expected −1 or 1; got "0"\.$/,
  },
  {
    what: 'a landmark that is not a number',
    set: 'celebA',
    damage: edit(landmarks, (text) => text.replace('000002.jpg 69', '000002.jpg NaN')),
    message:
      /^readCelebaLandmarks: .*\/list_landmarks_align_celeba\.txt, line 4, lefteye_x: expected a whole number of pixels; got "NaN"\.$/,
  },
  {
    what: 'a split that is not 0, 1 or 2',
    set: 'celebA',
    damage: edit(partition, (text) => text.replace('000002.jpg 0', '000002.jpg 7')),
    message:
      /^readCelebaPartition: .*\/list_eval_partition\.txt, line 2: expected an id and 0 \(train\), 1 \(validation\) or 2 \(test\); got "000002\.jpg 7"\.$/,
  },
  {
    what: 'a duplicate id',
    set: 'celebA',
    damage: edit(attributes, (text) => text.replace('000004.jpg', '000002.jpg')),
    message:
      /^readCelebaAttributes: .*\/list_attr_celeba\.txt, line 6: image "000002\.jpg" is a duplicate of line 4; keep one of the two\.$/,
  },
  {
    what: 'an image without a row of landmarks',
    set: 'celebA',
    damage: edit(landmarks, (text) => text.replace(/^6\n/, '5\n').replace(/000003.*\n/, '')),
    message:
      /^celebA: image "000003\.jpg" cannot be used; list_landmarks_align_celeba has no row for it; pass onBadImage: 'skip' to leave such images out\.$/,
  },
  {
    what: 'an image without a split',
    set: 'celebA',
    damage: edit(partition, (text) => text.replace(/000003.*\n/, '')),
    message:
      /^celebA: .*\/list_eval_partition\.txt: expected a row for every image; image "000003\.jpg" has none; download or copy the file again\.$/,
  },
  {
    what: 'an empty crop',
    set: 'celebA',
    damage: edit(landmarks, (text) => text.replace('000003.jpg 69', '000003.jpg 49')),
    options: { onBadImage: 'throw' },
    message:
      /^celebA: image "000003\.jpg" cannot be used; its crop is empty \(lefteye_x 49, righteye_x 108, nose_y 135, leftmouth_y 152\); pass onBadImage: 'skip' to leave such images out\.$/,
  },
  {
    what: 'a missing image',
    set: 'celebA',
    damage: remove(third),
    message:
      /^celebA: image "000003\.jpg" cannot be used; there is no such file in img_align_celeba; pass onBadImage: 'skip' to leave such images out\.$/,
  },
  {
    what: 'the images of another data set',
    set: 'celebA',
    damage: edit(attributes, (text) => text.replaceAll('.jpg', '.jpeg')),
    message:
      /^celebA: expected a file for each image of list_attr_celeba\.txt; none of its 6 images \(000001\.jpeg, …\) is among the 6 files of img_align_celeba \(000001\.jpg, …\)\.$/,
  },
  {
    what: 'a broken link instead of an image',
    set: 'celebA',
    damage: async (root) => {
      await rm(join(root, third));
      await symlink('/nowhere.jpg', join(root, third));
    },
    message:
      /^celebA: image "000003\.jpg" cannot be used; there is no such file in img_align_celeba; pass onBadImage: 'skip' to leave such images out\.$/,
  },
  {
    what: 'an image of 0 bytes',
    set: 'celebA',
    damage: put(third, ''),
    message:
      /^celebA: .*\/img_align_celeba\/000003\.jpg: expected a picture; this is an empty file; download or copy the file again\.$/,
  },
  {
    what: 'an HTML page instead of an image',
    set: 'celebA',
    damage: put(third, htmlPage),
    message:
      /^celebA: .*\/img_align_celeba\/000003\.jpg: expected a picture; this is an HTML page; the download failed, download the file again\.$/,
  },
  {
    what: 'a Git LFS pointer instead of an image',
    set: 'celebA',
    damage: put(third, lfsPointer),
    message:
      /^celebA: .*\/img_align_celeba\/000003\.jpg: expected a picture; this is a Git LFS pointer; fetch the file itself with git lfs pull\.$/,
  },
  {
    what: 'a text instead of an image',
    set: 'celebA',
    damage: put(third, 'MZ not a picture'),
    message:
      /^celebA: .*\/img_align_celeba\/000003\.jpg: expected a JPEG, PNG, PGM or PPM; the file begins with the bytes 4d 5a 20 6e 6f 74 20 61; convert the picture\.$/,
  },
  {
    what: 'a JPEG truncated in its header',
    set: 'celebA',
    damage: cut(third, 0.001),
    message:
      /^celebA: .*\/img_align_celeba\/000003\.jpg: the header of the JPEG is truncated or damaged; download or copy the file again\.$/,
  },
  {
    what: 'a JPEG truncated in the middle',
    set: 'celebA',
    damage: cut(third, 0.8),
    message:
      /^celebA: .*\/img_align_celeba\/000003\.jpg: the JPEG is truncated or damaged; the decoder reports ".*"; download or copy the file again\.$/,
  },
  {
    what: 'an image of the uncropped set (in the wild)',
    set: 'celebA',
    damage: async (root) => {
      const create = { width: 409, height: 687, channels: 3 as const, background: '#888' };
      await put(third, await sharp({ create }).jpeg().toBuffer())(root);
    },
    message:
      /^celebA: .*\/img_align_celeba\/000003\.jpg: expected 178×218 pixels, in which the landmarks are measured; got 409×687; use img_align_celeba, or pass crop: 'whole'\.$/,
  },
  {
    what: 'no table of attributes',
    set: 'imageFolder',
    damage: remove('attributes.csv'),
    message:
      /^imageFolder: expected the table of attributes "attributes\.csv" in .*; there is no such file; pass attributes: 'another\.csv', or a function such as \(path\) => \(\{ happy: path\.includes\('happy'\) \}\)\.$/,
  },
  {
    what: 'no pictures',
    set: 'imageFolder',
    damage: remove('pictures'),
    message:
      /^imageFolder: expected pictures \(\.jpg, \.jpeg, \.png, \.pgm, \.ppm\) in .*; it holds attributes\.csv\.$/,
  },
  {
    what: 'an id that leads out of the folder, in the CSV',
    set: 'imageFolder',
    damage: edit('attributes.csv', (text) => text.replace('b.png', 'pictures/../../b.png')),
    message:
      /^imageFolder: .*\/attributes\.csv: expected the name of an image inside the folder, such as 000001\.jpg; got "pictures\/\.\.\/\.\.\/b\.png", which leads out of the folder\.$/,
  },
  {
    what: 'names of no picture',
    set: 'imageFolder',
    damage: edit('attributes.csv', (text) => text.replaceAll('.p', '_p')),
    message:
      /^imageFolder: .*\/attributes\.csv: expected ids that are names of pictures; none of the 3 ids \(a_png, …\) is the name of one of the 3 pictures \(pictures\/a\.png, …\)\.$/,
  },
  {
    what: 'a name of two pictures',
    set: 'imageFolder',
    damage: async (root) => {
      await mkdir(join(root, 'more'));
      await cp(join(root, 'pictures/b.png'), join(root, 'more/b.png'));
    },
    message:
      /^imageFolder: .*\/attributes\.csv: the id "b\.png" must match one picture; it matches more\/b\.png and pictures\/b\.png; use the path in the folder as the id\.$/,
  },
  {
    what: 'a ragged row in the CSV',
    set: 'imageFolder',
    damage: (root) => appendFile(join(root, 'attributes.csv'), 'd.png,1\n'),
    message:
      /^readAttributeTable: .*\/attributes\.csv, line 5: expected 3 columns as in the header; got 2\.$/,
  },
  {
    what: 'a quote that is not closed',
    set: 'imageFolder',
    damage: edit('attributes.csv', (text) => text.replace('left', '"left')),
    message:
      /^readAttributeTable: .*\/attributes\.csv, line 2, column 3: expected a quoted cell to end on its line, and nothing after its closing quote; got "left\\nb\.png,0,right\\nc\.pgm,0,up"\.$/,
  },
  {
    what: 'a duplicate id in the CSV',
    set: 'imageFolder',
    damage: (root) => appendFile(join(root, 'attributes.csv'), 'a.png,1,left\n'),
    message:
      /^readAttributeTable: .*\/attributes\.csv, line 5: the id "a\.png" is a duplicate of line 2; keep one of the two\.$/,
  },
  {
    what: 'a duplicate attribute in the header',
    set: 'imageFolder',
    damage: edit('attributes.csv', (text) => text.replace('pose', 'glasses')),
    message:
      /^readAttributeTable: .*\/attributes\.csv, line 1, column 3: the name "glasses" is a duplicate of column 2; rename one of the two\.$/,
  },
  {
    what: 'a CSV that is not UTF-8',
    set: 'imageFolder',
    damage: (root) => appendFile(join(root, 'attributes.csv'), Buffer.from([0xff, 0xfe, 0x0a])),
    message:
      /^readAttributeTable: .*\/attributes\.csv: expected UTF-8 text, plain or gzipped; the bytes are not UTF-8\.$/,
  },
  {
    what: 'a missing id column',
    set: 'imageFolder',
    damage: async () => {},
    options: { idColumn: 'fiel' },
    message:
      /^readAttributeTable: .*\/attributes\.csv, line 1: expected an id column "fiel" in the header; valid columns: file, glasses, pose\.$/,
  },
  {
    what: 'a picture of another size',
    set: 'imageFolder',
    damage: put('pictures/b.png', await png(9, 6)),
    message:
      /^imageFolder: .*\/pictures\/b\.png: expected 8×6 pixels \(width × height\) as pictures\/a\.png has; got 9×6; pass size to stretch all pictures to it\.$/,
  },
  {
    what: 'a giant picture',
    set: 'imageFolder',
    damage: put('pictures/b.png', giantPng()),
    message:
      /^imageFolder: .*\/pictures\/b\.png: expected at most 100 megapixels; the PNG header says 60000×60000 pixels; make the picture smaller, or check whether the file is damaged\.$/,
  },
  {
    what: 'a giant PGM',
    set: 'imageFolder',
    damage: put('pictures/c.pgm', 'P5 99999999 99999999 255\n'),
    message:
      /^imageFolder: .*\/pictures\/c\.pgm: expected at most 100 megapixels; the PGM\/PPM header says 99999999×99999999 pixels; make the picture smaller, or check whether the file is damaged\.$/,
  },
  {
    what: 'a truncated PNG',
    set: 'imageFolder',
    damage: cut('pictures/b.png', 0.6),
    message:
      /^imageFolder: .*\/pictures\/b\.png: the PNG is truncated or damaged; the decoder reports ".*"; download or copy the file again\.$/,
  },
  {
    what: 'a truncated PGM',
    set: 'imageFolder',
    damage: cut('pictures/c.pgm', 0.8),
    message:
      /^imageFolder: .*\/pictures\/c\.pgm: expected 48 bytes of pixels; the file ends after 36; download or copy the file again\.$/,
  },
  {
    what: 'a PGM with an incomplete header',
    set: 'imageFolder',
    damage: put('pictures/c.pgm', 'P5\n8 six\n255\n'),
    message:
      /^imageFolder: .*\/pictures\/c\.pgm: expected a PGM or PPM header \(such as P5, width, height, value of white\); got "P5\\n8 six\\n255\\n"; download or copy the file again\.$/,
  },
  {
    what: 'a PGM with values above white',
    set: 'imageFolder',
    damage: put('pictures/c.pgm', `P2\n8 6\n100\n${'7 '.repeat(47)}101\n`),
    message:
      /^imageFolder: .*\/pictures\/c\.pgm: values must be at most 100, the white in the header; value 48 of 48 is 101\.$/,
  },
];

function png(width: number, height: number): Promise<Buffer> {
  const pixels = Uint8Array.from({ length: width * height * 3 }, (_, i) => (i * 37) % 256);
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}

/** Writes a small undamaged folder. */
export async function writeWhole(set: BrokenInput['set'], root: string): Promise<void> {
  await mkdir(root, { recursive: true });
  if (set === 'imageFolder') {
    await mkdir(join(root, 'pictures'));
    await put('attributes.csv', 'file,glasses,pose\na.png,1,left\nb.png,0,right\nc.pgm,0,up\n')(root);
    await put('pictures/a.png', await png(8, 6))(root);
    await put('pictures/b.png', await png(8, 6))(root);
    await put('pictures/c.pgm', Buffer.concat([Buffer.from('P5 8 6 255\n'), Buffer.alloc(48, 100)]))(root);
    return;
  }
  const pixels = Uint8Array.from({ length: 178 * 218 * 3 }, (_, i) => (i * i) % 251);
  const jpeg = await sharp(pixels, { raw: { width: 178, height: 218, channels: 3 } })
    .jpeg()
    .toBuffer();
  const rows = Array.from({ length: 6 }, (_, i) => ({
    id: celebaId(i + 1),
    attributes: Array.from({ length: 40 }, () => -1),
    landmarks: usualLandmarks,
    part: Math.floor(i / 2),
  }));
  await writeCeleba(root, rows, { form: 'txt', lineEnd: '\n' }, () => jpeg);
}

/** Opens the data set in a folder and reads all of it. */
export async function readAll(
  set: BrokenInput['set'],
  root: string,
  options: object = {},
): Promise<ImageDataset> {
  const open = set === 'celebA' ? celebA : imageFolder;
  const dataset = await open({ root, ...options });
  for await (const { ids } of dataset.batches({ batchSize: 4 }))
    if (ids.length === 0) throw new Error('empty');
  return dataset;
}
