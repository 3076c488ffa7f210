import { Subject } from './dom.js';
import { get, local, post } from './api.js';
import { base64 } from './pictures.js';

/// Elements: subjects with several views that an account keeps for its prompts.
/// One here: {id, name, words, front, views, tags}; pictures are addresses on the server.

export const elementsChanged = new Subject();
export const mostElementName = 20;
export const mostElementWords = 100;
export const mostViews = 3;
export const elementTags = ['o_102', 'o_103', 'o_104', 'o_105', 'o_106', 'o_107', 'o_108'];

let list = [];
export const elements = () => list;
export const elementOf = (id) => list.find((one) => one.id === id);
export function forgetElements() { list = []; }

/// A picture that the next new element begins with.
let offered = null;
export const offerForElement = (picture) => { offered = picture; };
export function takeOffered() {
  const picture = offered;
  offered = null;
  return picture;
}

const path = '/v1/general/advanced-custom-elements';

const ofAnswer = (one) => ({
  id: one.element_id, name: one.element_name, words: one.element_description, front: local(one.element_image_list.frontal_image),
  views: one.element_image_list.refer_images.map(({ image_url: url }) => local(url)), tags: one.tag_list.map(({ id }) => id),
});

export async function loadElements() {
  const tasks = await get(`${path}?pageNum=1&pageSize=500`);
  list = tasks.flatMap((task) => task.task_result?.elements ?? []).filter((one) => one.status === 'succeed').map(ofAnswer);
  elementsChanged.tell();
}

/// - Parameters: `front` and `views` are keys of kept pictures.
export async function makeElement({ name, words, front, views, tags }) {
  const refer = [];
  for (const view of views) refer.push({ image_url: await base64(view) });
  await post(path, {
    element_name: name, element_description: words, reference_type: 'image_refer',
    element_image_list: { frontal_image: await base64(front), refer_images: refer }, tag_list: tags.map((id) => ({ tag_id: id })),
  });
  await loadElements();
}

export async function removeElement(id) {
  await post('/v1/general/delete-advanced-elements', { element_id: String(id) });
  await loadElements();
}
