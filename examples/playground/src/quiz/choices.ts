/** The concept's map and nine maps of random concepts. */
export const CHOICES = 10;
