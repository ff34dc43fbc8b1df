/** The way out in messages about a picture of the tissue that cannot be used. */
export const NO_IMAGES = 'pass { images: false } to read the counts without pictures';
