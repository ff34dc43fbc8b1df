import sharp from 'sharp';

/** A small picture in every format and form that readers meet, by file name. */
export async function picturesOfAllFormats(): Promise<Record<string, Uint8Array>> {
  const [width, height] = [48, 32];
  const pixels = Uint8Array.from({ length: width * height * 3 }, (_, i) => (i * i) % 253);
  const rgb = () => sharp(pixels, { raw: { width, height, channels: 3 } });
  const ppm = Buffer.concat([Buffer.from(`P6\n# rgb\n${width} ${height}\n255\n`), pixels]);
  return {
    'rgb.png': await rgb().png().toBuffer(),
    'interlaced.png': await rgb().png({ progressive: true }).toBuffer(),
    'palette.png': await rgb().png({ palette: true }).toBuffer(),
    'transparent.png': await rgb().ensureAlpha(0.5).png().toBuffer(),
    'grey16.png': await rgb().toColourspace('grey16').png().toBuffer(),
    'rgb.jpg': await rgb().jpeg().toBuffer(),
    'progressive.jpg': await rgb().jpeg({ progressive: true }).toBuffer(),
    'grey.jpg': await rgb().greyscale().jpeg().toBuffer(),
    'turned.jpg': await rgb().withMetadata({ orientation: 6 }).jpeg().toBuffer(),
    'rgb.webp': await rgb().webp().toBuffer(),
    'rgb.gif': await rgb().gif().toBuffer(),
    'rgb.tif': await rgb().tiff().toBuffer(),
    'tiles.tif': await rgb().tiff({ tile: true, compression: 'lzw' }).toBuffer(),
    'rgb.ppm': ppm,
    'digits.pgm': Buffer.from(`P2 4 3 15\n${Array.from({ length: 12 }, (_, i) => i).join(' ')}\n`),
  };
}
