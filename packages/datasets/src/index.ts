export {
  type FaceAttribute,
  faceAttributeNames,
  maskThreshold,
  type SyntheticFaces,
  type SyntheticFacesOptions,
  syntheticFaces,
} from './synthetic-faces.js';
