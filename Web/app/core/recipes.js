/// How something is ordered. A recipe is plain data that is kept as it is:
///
///     product     "clip", "picture", "canvas": a picture with more around it, or "effect": a clip of a scene
///     prompt      words, with <<<image_1>>> where a reference stands and <<<element_1>>> where an element does
///     model, aspect, negative
///     count       how many pictures; clips are ordered one by one
///     references  {key, width, height} of kept pictures
///     elements    {id, name}
///
///     of clips    mode, seconds, guidance; first and last: kept pictures; extends: {id, task} of the clip that goes on
///     camera      {type: "simple", axis, amount} or {type} of a preset
///     brush       {picture: key of the first frame, regions: [{mask, path}], still}: masks are kept pictures, paths are parts
///                 of the picture from its upper left corner
///     of pictures size, fidelity, about ("subject" or "face"), isSeries
///     canvas      {picture, up, down, left, right}: how much more, in sides of the picture
///     effect      {scene, pictures}: one or two, or nothing where one is missing

export const blank = () => ({
  product: 'clip', prompt: '', model: 'kling-v3', mode: 'std', seconds: 5, aspect: '16:9', negative: '', guidance: 0.5, count: 1,
  first: null, last: null, references: [], elements: [], extends: null, camera: null, brush: null,
  size: '1k', fidelity: 0.5, about: '', isSeries: false, canvas: null, effect: null,
});

/// One that was kept before there was all of this.
export const whole = (recipe) => ({ ...blank(), ...structuredClone(recipe) });

/// The widest sides that can be added: the new area is at most three times the picture's, each ratio at most 2.
export const mostArea = 3;
export const mostRatio = 2;
export const areaOf = ({ up, down, left, right }) => (1 + up + down) * (1 + left + right);
