import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { spotMap } from '../tissue/spot-map.js';
import { embeddedPicture } from './embedded-picture.js';
import { encodePng } from './png.js';

const picture = { width: 7, height: 3, data: new Uint8Array(84).fill(200) };
const grey = () => sharp({ create: { width: 30, height: 20, channels: 3, background: '#888' } });
const bytesOf = (href: string) => Buffer.from(href.slice(href.indexOf(',') + 1), 'base64');

describe('embeddedPicture', () => {
  it('embeds the bytes of a JPEG or PNG as they are, and reads their size', async () => {
    const png = encodePng(picture);
    expect(embeddedPicture('f', png)).toMatchObject({ width: 7, height: 3 });
    expect(bytesOf(embeddedPicture('f', png).href)).toEqual(Buffer.from(png));
    for (const options of [{}, { progressive: true }, { optimiseCoding: false }]) {
      const jpeg = new Uint8Array(await grey().jpeg(options).withMetadata().toBuffer());
      const found = embeddedPicture('f', jpeg);
      expect([found.width, found.height]).toEqual([30, 20]);
      expect(found.href).toMatch(/^data:image\/jpeg;base64,/);
      expect(bytesOf(found.href)).toEqual(Buffer.from(jpeg));
    }
  });

  it('reads bytes at an offset of a larger buffer, and markers with fill bytes', async () => {
    const jpeg = new Uint8Array(await grey().jpeg().toBuffer());
    const padded = new Uint8Array(jpeg.length + 12);
    padded.set([0xff, 0xd8, 0xff, 0xff], 10);
    padded.set(jpeg.subarray(2), 14);
    expect(embeddedPicture('f', padded.subarray(10))).toMatchObject({ width: 30, height: 20 });
    const png = encodePng(picture);
    const shifted = new Uint8Array(png.length + 5);
    shifted.set(png, 5);
    expect(embeddedPicture('f', shifted.subarray(5))).toMatchObject({ width: 7, height: 3 });
  });

  it('embeds pixels as a PNG without loss', () => {
    const { width, height, href } = embeddedPicture('f', picture);
    expect([width, height]).toEqual([7, 3]);
    expect(bytesOf(href)).toEqual(Buffer.from(encodePng(picture)));
  });

  it('rejects other bytes, and says what they are', async () => {
    const tiff = new Uint8Array(await grey().tiff().toBuffer());
    const jpeg = new Uint8Array(await grey().jpeg().toBuffer());
    const html = new TextEncoder().encode('<!doctype html><html></html>');
    const draw = (image: Uint8Array) => () =>
      spotMap({ spots: { x: [1], y: [1] }, maps: [{ values: [1] }], image });
    expect(draw(tiff)).toThrow(
      /^spotMap: image must be a picture, or the bytes of a JPEG or PNG; the \d+ bytes are neither; .*\.$/,
    );
    expect(draw(html)).toThrow('the bytes are an HTML page; the download failed, download the file again.');
    expect(draw(new Uint8Array(0))).toThrow('the bytes are an empty file;');
    for (const length of [2, 4, 20, 60])
      expect(draw(jpeg.subarray(0, length))).toThrow('the size is missing in the header');
    expect(draw(encodePng(picture).subarray(0, 20))).toThrow('neither');
    expect(() =>
      spotMap({ spots: { x: [1], y: [1] }, maps: [{ values: [1] }], image: 'he.jpg' as never }),
    ).toThrow('spotMap: image must be a picture');
  });
});
