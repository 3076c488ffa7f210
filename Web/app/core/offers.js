import { settle as settleClip, model, models, obstacle as clipObstacle, pathOf as clipPath, price as clipPrice } from './catalogue.js';
import { scenePrice, settleStill, stillModel, stillObstacle, stillPath, stillPrice } from './stills.js';
import { pictureModels } from './contract.js';

/// What can be ordered, whatever it is. Products: "clip", "picture", "canvas" (a picture with more around it), "effect" (a clip
/// of a scene that pictures are put into).

export const products = ['clip', 'picture', 'canvas', 'effect'];
export const isStill = (recipe) => recipe?.product === 'picture' || recipe?.product === 'canvas';
const isEffect = (recipe) => recipe.product === 'effect';

export const modelsFor = (recipe) => (isStill(recipe) ? pictureModels : models());
export const knownModel = (recipe) => (isStill(recipe) ? stillModel(recipe.model) : model(recipe.model));
export const obstacle = (known, recipe) => (isStill(recipe) ? stillObstacle : clipObstacle)(known, recipe);
export const settle = (recipe) => (isEffect(recipe) ? [] : (isStill(recipe) ? settleStill : settleClip)(recipe));

/// Below `/v1/`.
export const pathOf = (recipe) => (isEffect(recipe) ? 'videos/effects' : isStill(recipe) ? stillPath(recipe) : `videos/${clipPath(recipe)}`);

/// Credits for all that a recipe makes; nothing where it is not known.
export function price(recipe) {
  const one = isEffect(recipe) ? scenePrice(recipe) : isStill(recipe) ? stillPrice(recipe) : clipPrice(recipe);
  return one === null ? null : one * recipe.count;
}
