/** Channels first, of an image or a kernel that are channels last. */
export const IMAGE_ORDER = [0, 3, 1, 2];
export const KERNEL_ORDER = [3, 2, 0, 1];
