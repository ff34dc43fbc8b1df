/** An image whose colours have distances that match how different they look. */
export interface ColourImage {
  /** `[height, width, channels]`, row-major. */
  readonly colours: Float64Array;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** The segment of each pixel, and the least number of pixels of a segment that is not joined to another one. */
interface Segments {
  readonly segments: Int32Array;
  readonly least: number;
}

const ITERATIONS = 10;

/** Clusters the pixels by colour and position, as in SLIC. Segments may be unconnected. */
export function slic(image: ColourImage, count: number, compactness: number): Segments {
  const { height, width, channels } = image;
  const side = Math.sqrt((height * width) / Math.min(count, height * width));
  const centres = firstCentres(image, side);
  const segments = nearestInGrid(image, centres);
  const distances = new Float64Array(height * width);
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    distances.fill(Number.POSITIVE_INFINITY);
    for (const [k, centre] of centres.list.entries()) {
      assign(image, centre, k, { reach: side, weight: (compactness / side) ** 2 }, segments, distances);
    }
    move(image, segments, centres.list, channels);
  }
  return { segments, least: side ** 2 / 4 };
}

interface Centre {
  y: number;
  x: number;
  colour: Float64Array;
}

interface Centres {
  readonly list: Centre[];
  readonly rows: number;
  readonly columns: number;
}

/** A regular grid of centres, each moved to the flattest of the 3 × 3 pixels around it, so that none is on an edge. */
function firstCentres(image: ColourImage, side: number): Centres {
  const { height, width } = image;
  const rows = Math.max(1, Math.round(height / side));
  const columns = Math.max(1, Math.round(width / side));
  const list: Centre[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const y = ((row + 0.5) * height) / rows - 0.5;
      const x = ((column + 0.5) * width) / columns - 0.5;
      list.push(side < 3 ? centreAt(image, y, x) : flattest(image, y, x));
    }
  }
  return { list, rows, columns };
}

/** A centre at a position that may lie between pixels. */
function centreAt({ colours, width, channels }: ColourImage, y: number, x: number): Centre {
  const at = (Math.round(y) * width + Math.round(x)) * channels;
  return { y, x, colour: colours.slice(at, at + channels) };
}

function flattest(image: ColourImage, y: number, x: number): Centre {
  const [row, column] = [Math.round(y), Math.round(x)];
  let [best, least] = [centreAt(image, y, x), steepness(image, row, column)];
  for (let dy = -1; dy <= 1; dy++) {
    for (let dx = -1; dx <= 1; dx++) {
      const found = steepness(image, row + dy, column + dx);
      if (found < least) [best, least] = [centreAt(image, row + dy, column + dx), found];
    }
  }
  return best;
}

/** The squared differences of colour across a pixel; infinite at the edge of the image and outside. */
function steepness({ colours, height, width, channels }: ColourImage, y: number, x: number): number {
  if (y < 1 || x < 1 || y > height - 2 || x > width - 2) return Number.POSITIVE_INFINITY;
  const at = (y * width + x) * channels;
  let sum = 0;
  for (let c = 0; c < channels; c++) {
    const across = colours[at + channels + c]! - colours[at - channels + c]!;
    const down = colours[at + width * channels + c]! - colours[at - width * channels + c]!;
    sum += across ** 2 + down ** 2;
  }
  return sum;
}

/** The cell of the grid of each pixel, for pixels that no centre reaches. */
function nearestInGrid({ height, width }: ColourImage, { rows, columns }: Centres): Int32Array {
  return Int32Array.from({ length: height * width }, (_, at) => {
    const [y, x] = [Math.floor(at / width), at % width];
    return Math.floor((y * rows) / height) * columns + Math.floor((x * columns) / width);
  });
}

/** Gives a centre the pixels within its reach that are nearer to it than to the centres before. */
function assign(
  { colours, height, width, channels }: ColourImage,
  centre: Centre,
  k: number,
  { reach, weight }: { reach: number; weight: number },
  segments: Int32Array,
  distances: Float64Array,
): void {
  const [top, bottom] = [
    Math.max(0, Math.ceil(centre.y - reach)),
    Math.min(height - 1, Math.floor(centre.y + reach)),
  ];
  const [left, right] = [
    Math.max(0, Math.ceil(centre.x - reach)),
    Math.min(width - 1, Math.floor(centre.x + reach)),
  ];
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const pixel = y * width + x;
      let distance = weight * ((y - centre.y) ** 2 + (x - centre.x) ** 2);
      for (let c = 0; c < channels; c++)
        distance += (colours[pixel * channels + c]! - centre.colour[c]!) ** 2;
      if (distance >= distances[pixel]!) continue;
      distances[pixel] = distance;
      segments[pixel] = k;
    }
  }
}

/** Moves each centre to the mean of its pixels. */
function move(
  { colours, width }: ColourImage,
  segments: Int32Array,
  centres: Centre[],
  channels: number,
): void {
  const sums = centres.map(() => ({ count: 0, y: 0, x: 0, colour: new Float64Array(channels) }));
  for (const [pixel, segment] of segments.entries()) {
    const sum = sums[segment]!;
    sum.count += 1;
    sum.y += Math.floor(pixel / width);
    sum.x += pixel % width;
    for (let c = 0; c < channels; c++) sum.colour[c]! += colours[pixel * channels + c]!;
  }
  for (const [k, { count, y, x, colour }] of sums.entries()) {
    if (count === 0) continue;
    centres[k] = { y: y / count, x: x / count, colour: colour.map((value) => value / count) };
  }
}
