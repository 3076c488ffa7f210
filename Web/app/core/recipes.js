import { base64 } from './pictures.js';
import { model, pathOf } from './catalogue.js';

/// How a clip is ordered. A recipe is plain data that is kept as it is:
///
///     prompt      words, with <<<image_1>>> where a reference stands
///     model, mode, seconds, aspect, negative, guidance
///     first, last and references: {key, width, height} of kept pictures
///     extends     {id, task} of the clip that goes on

export const blank = () => ({
  prompt: '', model: 'kling-v3', mode: 'std', seconds: 5, aspect: '16:9', negative: '', guidance: 0.5,
  first: null, last: null, references: [], extends: null,
});

/// Names in a prompt are of references; on the wire, frames are counted before them.
const renamed = (prompt, offset) => prompt.replace(/<<<image_(\d+)>>>/g, (_, n) => `<<<image_${Number(n) + offset}>>>`);

/// The request that makes a recipe. - Parameter picture: how a kept picture is written.
export async function request(recipe, external, picture = base64) {
  const path = pathOf(recipe);
  const known = model(recipe.model);
  const body = {};
  const put = (name, value) => { if (value !== '' && value !== null && value !== undefined) body[name] = value; };
  if (path === 'video-extend') {
    put('video_id', recipe.extends.id);
    put('prompt', recipe.prompt);
    put('negative_prompt', recipe.negative);
  } else {
    put('model_name', recipe.model);
    put('prompt', recipe.prompt);
    if (known?.negative_prompt) put('negative_prompt', recipe.negative);
    put('mode', recipe.mode);
    put('duration', String(recipe.seconds));
    if (known?.guidance) put('cfg_scale', recipe.guidance);
  }
  if (path === 'text2video') put('aspect_ratio', recipe.aspect);
  if (path === 'image2video') {
    if (recipe.first) put('image', await picture(recipe.first.key));
    if (recipe.last) put('image_tail', await picture(recipe.last.key));
  }
  if (path === 'omni-video') {
    const list = [];
    if (recipe.first) list.push({ image_url: await picture(recipe.first.key), type: 'first_frame' });
    if (recipe.last) list.push({ image_url: await picture(recipe.last.key), type: 'end_frame' });
    put('prompt', renamed(recipe.prompt, list.length));
    for (const reference of recipe.references) list.push({ image_url: await picture(reference.key) });
    if (list.length) put('image_list', list);
    if (!recipe.first) put('aspect_ratio', recipe.aspect);
  }
  put('external_task_id', external);
  return { path: `/v1/videos/${path}`, body };
}

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
