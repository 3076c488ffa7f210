import { has, t } from './i18n.js';

/// What went wrong as a sentence that says what to do, and what the server said for those who ask further.
///
/// The server's own sentences are in English; those that people meet have a translation, by their code or their words.
const byWords = [
  [/balance not enough/i, 'notEnoughCredits'], [/parallel task/i, 'tooManyTasks'], [/Image pixel is invalid/i, 'pictureSides'],
  [/Image aspect ratio/i, 'pictureTooLong'], [/Image format/i, 'pictureUnreadable'], [/Image size is invalid/i, 'pictureTooLarge'],
  [/prompt can not be null/i, 'promptMissing'], [/prompt must not be longer/i, 'promptTooLong'], [/cancel/i, 'wasCancelled'],
  [/no such invitation/i, 'invitationGone'], [/name is taken/i, 'nameTaken'], [/A password has/i, 'passwordShort'],
  [/can be extended/i, 'notExtendable'], [/Video not found/i, 'clipGone'], [/expire/i, 'orderGone'], [/Element not found/i, 'elementGone'],
];
const byCode = {
  1000: 'keyWrong', 1001: 'keyWrong', 1002: 'keyWrong', 1003: 'clockWrong', 1004: 'keyEnded', 1100: 'suspended', 1102: 'notEnoughCredits',
  1103: 'notAvailable', 1203: 'gone', 1301: 'contentRefused', 1302: 'tooFrequent', 1303: 'tooManyTasks', 5000: 'serverFailed', 5001: 'serverBusy',
};

export function sentence(error) {
  const said = error?.message ?? '';
  if (has(`error.${said}`)) return { text: t(`error.${said}`) };
  if (error?.status === 0) return { text: t('error.unheard') };
  const detail = [said, error?.requestID && t('requestID', { id: error.requestID })].filter(Boolean).join(' · ');
  const words = byWords.find(([pattern]) => pattern.test(said))?.[1];
  const key = words ?? byCode[error?.code] ?? (error?.status === 404 ? 'gone' : error?.status >= 500 ? 'serverFailed' : null);
  if (key) return { text: t(`error.${key}`), detail };
  return { text: said ? t('error.refused', { why: said }) : t('error.unknown'), detail };
}

/// The same for a task that failed when it was made.
export function reason(task) {
  if (task.refusal) return sentence(task.refusal);
  const words = byWords.find(([pattern]) => pattern.test(task.message))?.[1];
  return { text: words ? t(`error.${words}`) : task.message ? t('error.notMade', { why: task.message }) : t('error.unknown'), detail: task.message };
}
