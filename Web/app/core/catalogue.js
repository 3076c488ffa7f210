import { get } from './api.js';
import { Subject } from './dom.js';
import { elementModels, motionSeconds } from './contract.js';
import { motionModes, motionOf, settleMotion } from './motion.js';

/// What the server can be asked for and what it costs: `GET /v1/catalogue`.
let catalogue = null;
export const catalogueChanged = new Subject();

export async function loadCatalogue() {
  catalogue = await get('/v1/catalogue');
  catalogueChanged.tell(catalogue);
}

export const isLoaded = () => catalogue !== null;
export const pictureLimits = () => catalogue?.pictures ?? { most_bytes: 10 << 20, least_side: 300, most_side: 16384 };
export const models = () => catalogue?.videos ?? [];
export const model = (name) => models().find((one) => one.name === name);

/// What a recipe gives decides on which path it goes.
export function pathOf(recipe) {
  if (recipe.extends) return 'video-extend';
  if (recipe.references.length) return 'omni-video';
  const known = model(recipe.model);
  const hasFrames = recipe.first || recipe.last;
  if (known?.paths.includes('omni-video') || (recipe.elements.length && !hasFrames)) return 'omni-video';
  return hasFrames ? 'image2video' : 'text2video';
}

/// Why a model cannot make what a recipe gives, as a key of a sentence; nothing where it can.
export function obstacle(known, recipe) {
  const isOmni = known.paths.includes('omni-video');
  if (recipe.references.length && !isOmni) return 'noReferences';
  if (recipe.references.length && recipe.last) return 'noReferencesWithLast';
  const hasFrames = recipe.first || recipe.last;
  if (recipe.elements.length && !isOmni && !(hasFrames && elementModels.includes(known.name))) return 'noElements';
  if (recipe.elements.length && recipe.last && known.name === 'kling-video-o1') return 'noElementsWithLast';
  if (!isOmni && hasFrames && !known.paths.includes('image2video')) return 'noPictures';
  if (!isOmni && !hasFrames && !known.paths.includes('text2video')) return 'needsPicture';
  if (recipe.last && !recipe.first && known.tail_only_modes.length === 0) return 'needsFirst';
  if (recipe.last && known.tail_modes.length === 0) return 'noLast';
  return null;
}

export const modesFor = (known, recipe) => known.modes.filter((mode) => {
  if (!recipe.last) return motionModes(recipe)?.includes(mode.mode) ?? true;
  return (recipe.first ? known.tail_modes : known.tail_only_modes).includes(mode.mode);
});

export function durationsFor(known, recipe) {
  if (recipe.last) return known.tail_durations;
  if (motionOf(recipe)) return motionSeconds;
  return recipe.references.length || recipe.elements.length ? known.durations : known.plain_durations;
}

/// Makes a recipe one that its model can make, where there is one; says what was changed, as keys of sentences.
export function settle(recipe) {
  const changes = settleMotion(recipe);
  if (!models().length || recipe.extends) return changes;
  let known = model(recipe.model);
  if (!known || obstacle(known, recipe)) {
    const fitting = models().filter((one) => !obstacle(one, recipe));
    const other = fitting.find((one) => one.name === 'kling-v3') ?? fitting.find((one) => one.name === 'kling-v3-omni') ?? fitting[0];
    if (!other) return changes;
    if (known) changes.push(['changedModel', { model: other.name }]);
    known = other;
    recipe.model = other.name;
  }
  const modes = modesFor(known, recipe);
  if (modes.length && !modes.some((mode) => mode.mode === recipe.mode)) {
    recipe.mode = modes[0].mode;
    if (known.modes.length > 1 && modes[0].mode) changes.push(['changedMode', { mode: modes[0].resolution }]);
  }
  const durations = durationsFor(known, recipe);
  if (!durations.includes(recipe.seconds)) {
    recipe.seconds = durations.reduce((best, one) => (Math.abs(one - recipe.seconds) < Math.abs(best - recipe.seconds) ? one : best));
    changes.push(['changedSeconds', { n: recipe.seconds }]);
  }
  return changes;
}

/// Credits for one clip; nothing where it is not known.
export function price(recipe) {
  const known = model(recipe.model);
  if (!known) return null;
  const mode = known.modes.find((one) => one.mode === recipe.mode) ?? known.modes[0];
  const decimal = mode?.prices[recipe.extends ? '5' : String(recipe.seconds)];
  return decimal === undefined ? null : Number(decimal);
}
