import { pictureAspects, pictureModels, priceList, scenes } from './contract.js';
import { model } from './catalogue.js';

/// What pictures can be ordered: which model makes what a recipe gives, and what it costs.

export const stillModel = (name) => pictureModels.find((one) => one.name === name);

export function stillPath(recipe) {
  return recipe.product === 'canvas' ? 'images/editing/expand' : `images/${stillModel(recipe.model)?.path ?? 'generations'}`;
}

/// Why a model cannot make what a recipe gives, as a key of a sentence; nothing where it can.
export function stillObstacle(known, recipe) {
  const { references, elements } = recipe;
  if (references.length > known.most) return 'onePicture';
  if (references.length < (known.least ?? 0)) return 'needsPicture';
  if (elements.length && !known.hasElements) return 'noElements';
  return null;
}

export const sizesFor = (known, recipe) => (recipe.references.length && known.sizesFrom) || known.sizes;

/// Shapes; "auto" is that of what is given.
export function stillAspects(known, recipe) {
  const list = pictureAspects.filter((one) => one !== '21:9' || !known.lacksWidest);
  return known.path === 'omni-image' && recipe.references.length + recipe.elements.length ? ['auto', ...list] : list;
}

/// Makes a recipe one that its model can make; says what was changed, as keys of sentences.
export function settleStill(recipe) {
  const changes = [];
  if (recipe.product === 'canvas') return changes;
  let known = stillModel(recipe.model);
  if (!known || stillObstacle(known, recipe)) {
    const other = pictureModels.find((one) => !stillObstacle(one, recipe));
    if (!other) return changes;
    if (known) changes.push(['changedModel', { model: other.name }]);
    known = other;
    recipe.model = other.name;
  }
  const sizes = sizesFor(known, recipe);
  if (!sizes.includes(recipe.size)) recipe.size = sizes.at(-1);
  const aspects = stillAspects(known, recipe);
  if (!aspects.includes(recipe.aspect)) recipe.aspect = aspects[0];
  if (!known.about) recipe.about = '';
  else if (known.about === 'needed' && recipe.references.length) recipe.about ||= 'subject';
  if (!known.hasSeries) recipe.isSeries = false;
  if (recipe.isSeries && recipe.count < 2) recipe.count = 4;
  return changes;
}

const list = () => priceList(Number(model('kling-v3')?.modes[0]?.prices['5']));

/// Credits for one picture; nothing where it is not known.
export const stillPrice = (recipe) => list()?.pictures[recipe.product === 'canvas' ? '1k' : recipe.size] ?? null;

/// Credits for a scene.
export const scenePrice = (recipe) => list()?.scenes[sceneOf(recipe)?.pictures ?? 1] ?? null;
export const sceneOf = (recipe) => scenes.find((one) => one.name === recipe.effect?.scene);
