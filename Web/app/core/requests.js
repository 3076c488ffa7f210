import { base64 } from './pictures.js';
import { model } from './catalogue.js';
import { pathOf } from './offers.js';
import { whole } from './recipes.js';
import { cameraControl, trajectory } from './motion.js';
import { stillModel } from './stills.js';

/// Names in a prompt are of references; on the wire, frames are counted before them.
const renamed = (prompt, offset) => prompt.replace(/<<<image_(\d+)>>>/g, (_, n) => `<<<image_${Number(n) + offset}>>>`);

/// The request that makes a recipe. - Parameter picture: how a kept picture is written.
export async function request(given, external, picture = base64) {
  const recipe = whole(given);
  const path = pathOf(recipe);
  const body = {};
  const put = (name, value) => { if (value !== '' && value !== null && value !== undefined) body[name] = value; };
  await writers[path](recipe, put, picture);
  put('external_task_id', external);
  return { path: `/v1/${path}`, body };
}

const elements = (recipe, put) => { if (recipe.elements.length) put('element_list', recipe.elements.map(({ id }) => ({ element_id: id }))); };

/// What all clips have that are not extensions.
function clip(recipe, put) {
  const known = model(recipe.model);
  put('model_name', recipe.model);
  put('prompt', recipe.prompt);
  if (known?.negative_prompt) put('negative_prompt', recipe.negative);
  put('mode', recipe.mode);
  put('duration', String(recipe.seconds));
  if (known?.guidance) put('cfg_scale', recipe.guidance);
}

async function brush({ brush: { regions, still }, first }, put, picture) {
  const list = [];
  for (const { mask, path } of regions) list.push({ mask: await picture(mask), trajectories: trajectory(path, first) });
  put('dynamic_masks', list);
  if (still) put('static_mask', await picture(still));
}

const writers = {
  async 'videos/effects'({ effect }, put, picture) {
    const pictures = [];
    for (const one of effect.pictures.filter(Boolean)) pictures.push(await picture(one.key));
    put('effect_scene', effect.scene);
    put('input', pictures.length > 1 ? { images: pictures } : { image: pictures[0] });
  },

  'videos/video-extend'(recipe, put) {
    put('video_id', recipe.extends.id);
    put('prompt', recipe.prompt);
    put('negative_prompt', recipe.negative);
  },

  'videos/text2video'(recipe, put) {
    clip(recipe, put);
    if (recipe.camera) put('camera_control', cameraControl(recipe.camera));
    put('aspect_ratio', recipe.aspect);
  },

  async 'videos/image2video'(recipe, put, picture) {
    clip(recipe, put);
    if (recipe.first) put('image', await picture(recipe.first.key));
    if (recipe.last) put('image_tail', await picture(recipe.last.key));
    if (recipe.camera) put('camera_control', cameraControl(recipe.camera));
    if (recipe.brush) await brush(recipe, put, picture);
    elements(recipe, put);
  },

  async 'videos/omni-video'(recipe, put, picture) {
    clip(recipe, put);
    const list = [];
    if (recipe.first) list.push({ image_url: await picture(recipe.first.key), type: 'first_frame' });
    if (recipe.last) list.push({ image_url: await picture(recipe.last.key), type: 'end_frame' });
    put('prompt', renamed(recipe.prompt, list.length));
    for (const reference of recipe.references) list.push({ image_url: await picture(reference.key) });
    if (list.length) put('image_list', list);
    elements(recipe, put);
    if (!recipe.first) put('aspect_ratio', recipe.aspect);
  },

  async 'images/generations'(recipe, put, picture) {
    const [reference] = recipe.references;
    put('model_name', recipe.model);
    put('prompt', recipe.prompt);
    if (reference) {
      put('image', await picture(reference.key));
      put('image_reference', recipe.about);
      put('image_fidelity', recipe.fidelity);
    } else put('negative_prompt', recipe.negative);
    elements(recipe, put);
    put('resolution', recipe.size);
    put('aspect_ratio', recipe.aspect);
    put('n', recipe.count);
  },

  async 'images/omni-image'(recipe, put, picture) {
    put('model_name', recipe.model);
    put('prompt', recipe.prompt);
    const list = [];
    for (const reference of recipe.references) list.push({ image: await picture(reference.key) });
    if (list.length) put('image_list', list);
    elements(recipe, put);
    put('resolution', recipe.size);
    put('aspect_ratio', recipe.aspect);
    if (recipe.isSeries && stillModel(recipe.model)?.hasSeries) {
      put('result_type', 'series');
      put('series_amount', recipe.count);
    } else put('n', recipe.count);
  },

  async 'images/editing/expand'(recipe, put, picture) {
    const { canvas } = recipe;
    put('image', await picture(canvas.picture.key));
    put('prompt', recipe.prompt);
    for (const side of ['up', 'down', 'left', 'right']) put(`${side}_expansion_ratio`, canvas[side]);
    put('n', recipe.count);
  },
};

/// The same as a command to copy. Pictures stand in it by name.
export async function command(recipe) {
  let count = 0;
  const { path, body } = await request(recipe, undefined, async () => `BASE64_OF_PICTURE_${++count}`);
  const quoted = JSON.stringify(body, null, 2).replaceAll("'", "'\\''");
  return [
    `curl -s ${location.origin}${path} \\`, '  -H "Authorization: Bearer $KINORA_API_KEY" \\', '  -H "Content-Type: application/json" \\',
    `  -d '${quoted}'`,
  ].join('\n');
}
