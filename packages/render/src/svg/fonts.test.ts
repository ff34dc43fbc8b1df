import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';

const require = createRequire(import.meta.url);
const shipped = (file: string) => readFile(new URL(`../../fonts/${file}`, import.meta.url));
const inPackage = (file: string) => readFile(require.resolve(`@expo-google-fonts/inter/${file}`));

// The package has 36 files of 18 styles and their pictures, 8 MB. Figures use two styles, which are copied unchanged: every character
// of Inter is drawn as before. A subset of Latin, Greek, Cyrillic and signs would save another 0.2 MB and draw the rest as boxes.
test.each([
  ['Inter-Regular.ttf', '400Regular/Inter_400Regular.ttf'],
  ['Inter-SemiBold.ttf', '600SemiBold/Inter_600SemiBold.ttf'],
  ['OFL.txt', 'LICENSE_FONT'],
])('fonts/%s is the file of @expo-google-fonts/inter', async (file, source) => {
  expect((await shipped(file)).equals(await inPackage(source))).toBe(true);
});
