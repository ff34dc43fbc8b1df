export { images, smiling, vae } from '../../faces.js';
