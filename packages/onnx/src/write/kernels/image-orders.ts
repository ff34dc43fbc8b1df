/** The channels-first order of a channels-last image or kernel. */
export const IMAGE_ORDER = [0, 3, 1, 2];
export const KERNEL_ORDER = [3, 2, 0, 1];
