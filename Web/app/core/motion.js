import { motionModels } from './contract.js';

/// Camera moves and the motion brush: which of them a recipe's model takes.

const known = (recipe) => (recipe.product === 'clip' && !recipe.extends && !recipe.references.length && !recipe.elements.length ? motionModels[recipe.model] : undefined);

export const offersCamera = (recipe) => !!known(recipe) && (known(recipe).fromWords || !!recipe.first);
export const offersBrush = (recipe) => !!known(recipe)?.brush.length;
export const offersPresets = (recipe) => !!known(recipe)?.hasPresets;

/// What of both has an effect: "brush", "camera" or nothing.
export function motionOf(recipe) {
  if (recipe.last) return null;
  if (recipe.brush && offersBrush(recipe) && recipe.first) return 'brush';
  if (recipe.camera && offersCamera(recipe) && (recipe.camera.type === 'simple' || offersPresets(recipe))) return 'camera';
  return null;
}

export const motionModes = (recipe) => { const what = motionOf(recipe); return what && motionModels[recipe.model][what]; };

/// Takes out what does not go with the rest; says so, as keys of sentences.
export function settleMotion(recipe) {
  const changes = [];
  if (recipe.brush && recipe.brush.picture !== recipe.first?.key) {
    recipe.brush = null;
    changes.push(['changedBrush', {}]);
  }
  if (recipe.last && (recipe.camera || recipe.brush)) {
    Object.assign(recipe, { camera: null, brush: null });
    changes.push(['changedMotion', {}]);
  }
  return changes;
}

/// As requests have them.
export const cameraControl = (camera) => (camera.type === 'simple' ? { type: 'simple', config: { [camera.axis]: camera.amount } } : { type: camera.type });

/// Points of a way, from parts of the picture counted from the top to its pixels counted from the bottom.
export const trajectory = (path, { width, height }) => path.map(({ x, y }) => ({ x: Math.min(Math.round(x * width), width - 1), y: Math.min(Math.round((1 - y) * height), height - 1) }));
