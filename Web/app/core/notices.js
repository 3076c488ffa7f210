import { remember } from './i18n.js';

/// A sound and a notification when something is done, if they are wanted in this browser.

const slots = { sound: 'kinora-sound', notification: 'kinora-notification' };
let audio = null;

const read = (name) => { try { return localStorage.getItem(slots[name]); } catch { return null; } };

export const wants = (name) => read(name) === 'on' && (name !== 'notification' || globalThis.Notification?.permission === 'granted');

/// - Returns: the key of a sentence why it cannot be had; nothing when it is as wanted.
export async function want(name, isOn) {
  if (name === 'notification' && isOn) {
    // Asked for only here.
    if (!globalThis.Notification || !globalThis.isSecureContext) return 'noNotifications';
    if ((await Notification.requestPermission()) !== 'granted') return 'notificationsRefused';
  }
  remember(slots[name], isOn ? 'on' : 'off');
  if (name === 'sound' && isOn) { wake(); chime(true); }
  return null;
}

/// Browsers let a page sound only after somebody did something in it.
export function wake() {
  if (!wants('sound') || !globalThis.AudioContext) return;
  audio ??= new AudioContext();
  if (audio.state === 'suspended') audio.resume().catch(() => {});
}

/// Two soft tones, upwards when it went well.
function chime(isGood) {
  if (!audio) return;
  const begin = audio.currentTime + 0.02;
  (isGood ? [659.3, 987.8] : [440, 349.2]).forEach((pitch, i) => {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.type = 'sine';
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0, begin + i * 0.13);
    volume.gain.linearRampToValueAtTime(0.09, begin + i * 0.13 + 0.015);
    volume.gain.exponentialRampToValueAtTime(0.0005, begin + i * 0.13 + 0.5);
    tone.connect(volume).connect(audio.destination);
    tone.start(begin + i * 0.13);
    tone.stop(begin + i * 0.13 + 0.55);
  });
}

/// Tells that something ended: by a notification where the page is not looked at.
export function announce(text, isGood) {
  if (wants('sound')) chime(isGood);
  if (!wants('notification') || document.visibilityState === 'visible') return;
  try {
    const notice = new Notification('Kinora', { body: text, tag: text, icon: new URL('../../mark.svg', import.meta.url).href });
    notice.onclick = () => { window.focus(); notice.close(); };
  } catch { /* Phones take them from service workers alone. */ }
}
