/** Number of genes in replicate 1 of the olfactory bulb. */
export const GENES = 16_573;
