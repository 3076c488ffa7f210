/// What can be ordered that `GET /v1/catalogue` does not tell of: pictures, and what clips cost nothing more for. It follows
/// the wire contract of the Kling API, as the server does.

export const pictureAspects = ['1:1', '16:9', '9:16', '4:3', '3:4', '3:2', '2:3', '21:9'];

/// Pictures and elements that may be referred to.
export const mostReferences = { clip: 7, picture: 10 };

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

/// The server has two price lists; which one holds is told by what a clip costs. Credits for one picture by size,
/// and for a scene by how many pictures it is made of.
const lists = [
  { clip: 3, pictures: { '1k': 8, '2k': 8, '4k': 16 }, scenes: { 1: 2, 2: 3.5 } },
  { clip: 20, pictures: { '1k': 1, '2k': 2, '4k': 4 }, scenes: { 1: 20, 2: 35 } },
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

/// Scenes that one or two pictures are put into, of those that the contract names, which the server knows how to tell a model.
const ofTwo = `
  hug_pro kiss_pro fight_pro heart_gesture_pro cheers_2026 snow_night_kiss smooth_transition pet_skateboard
`;
const ofOne = `
  bullet_time_360 zoom_out day_to_night summer_fireworks happy_birthday surprise_bouquet snowglobe lantern_glow
  lion_dance pet_dance pet_diving running martial_arts surfsurf skateskate snowboarding flash_ride swing_swing
  shooting_star magic_carpet_ride dance_with_dragon golden_wing black_wings pure_white_wings luminous_elf
  witch_transform vampire_transform zombie_transform pumpkin_head_transform mummy_transform 3d_cartoon_2
  palm_sized_figure_pro box_of_joy perler_beads building_sweater spring_bloom food_splash expression_challenge
`;
const listed = (text, pictures) => text.trim().split(/\s+/).map((name) => ({ name, pictures }));
export const scenes = [...listed(ofTwo, 2), ...listed(ofOne, 1)];
