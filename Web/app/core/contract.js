/// What can be ordered that `GET /v1/catalogue` does not tell of: pictures, and what clips cost nothing more for. It follows
/// the wire contract of the Kling API, as the server does.

export const pictureAspects = ['1:1', '16:9', '9:16', '4:3', '3:4', '3:2', '2:3', '21:9'];

/// Models of pictures. `most`: pictures that may be given. `sizesFrom`: sizes where one is given, if others.
/// `about`: whether it may be said what of a picture is shown anew, "needed" where it must be.
export const pictureModels = [
  { name: 'kling-v3', path: 'generations', most: 1, sizes: ['1k', '2k'], hasElements: true },
  { name: 'kling-v2-1', path: 'generations', most: 1, sizes: ['1k', '2k'], about: 'possible' },
  { name: 'kling-v2', path: 'generations', most: 1, sizes: ['1k', '2k'], sizesFrom: ['1k'] },
  { name: 'kling-v2-new', path: 'generations', most: 1, least: 1, sizes: ['1k', '2k'] },
  { name: 'kling-v1-5', path: 'generations', most: 1, sizes: ['1k'], about: 'needed' },
  { name: 'kling-v1', path: 'generations', most: 1, sizes: ['1k'], lacksWidest: true },
  { name: 'kling-v3-omni', path: 'omni-image', most: 10, sizes: ['1k', '2k', '4k'], hasElements: true, hasSeries: true },
  { name: 'kling-image-o1', path: 'omni-image', most: 10, sizes: ['1k', '2k'], hasElements: true },
];

/// The server has two price lists; which one holds is told by what a clip costs. Credits for one picture by size.
const lists = [
  { clip: 3, pictures: { '1k': 8, '2k': 8, '4k': 16 } },
  { clip: 20, pictures: { '1k': 1, '2k': 2, '4k': 4 } },
];
export const priceList = (clip) => lists.find((one) => one.clip === clip);

/// Models of clips that take elements beside a first or last frame; those of many pictures take them anywhere.
export const elementModels = ['kling-v3'];
export const mostFrameElements = 3;

/// Models of clips that move the camera or painted regions as they are told, and the modes in which they do. Such clips have
/// five seconds, and neither a last frame nor references.
export const motionModels = {
  'kling-v1': { camera: ['std'], hasPresets: true, fromWords: true, brush: ['std', 'pro'] },
  'kling-v1-5': { camera: ['pro'], hasPresets: false, fromWords: false, brush: ['pro'] },
};
export const motionSeconds = [5];
export const cameraAxes = ['horizontal', 'vertical', 'pan', 'tilt', 'roll', 'zoom'];
export const cameraPresets = ['down_back', 'forward_up', 'left_turn_forward', 'right_turn_forward'];
export const mostRegions = 6;
/// Points of a region's way: the contract takes 2 to 77; these are enough.
export const mostPoints = 40;
