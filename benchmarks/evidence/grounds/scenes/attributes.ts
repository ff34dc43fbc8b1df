/** The binary attributes of a scene, in the order in which they are drawn at random. */
export const attributeNames = [
  'hat',
  'glasses',
  'dot',
  'ball',
  'bright',
  'blue',
  'stripes',
  'hatch',
  'boots',
  'speck',
  'missing',
  'random',
] as const;

export type SceneAttribute = (typeof attributeNames)[number];

export type Attributes = Readonly<Record<SceneAttribute, boolean>>;

/** What an attribute changes: a part of the figure, a part whose place varies, the whole picture, a texture, or nothing. */
export type Extent = 'local' | 'moving' | 'global' | 'texture' | 'none';

export const extents: Readonly<Record<SceneAttribute, Extent>> = {
  hat: 'local',
  glasses: 'local',
  dot: 'local',
  ball: 'moving',
  bright: 'global',
  blue: 'global',
  stripes: 'texture',
  hatch: 'texture',
  boots: 'local',
  speck: 'local',
  missing: 'none',
  random: 'none',
};
