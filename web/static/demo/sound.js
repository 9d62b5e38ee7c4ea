// What is heard: sentences, music, keys, ringing. Each telephone has an ear; one voice at a time in each.

const pace = Number(document.body.dataset.pace) || 1;
const TONES = {
  1: [697, 1209], 2: [697, 1336], 3: [697, 1477], 4: [770, 1209], 5: [770, 1336], 6: [770, 1477],
  7: [852, 1209], 8: [852, 1336], 9: [852, 1477], "*": [941, 1209], 0: [941, 1336], "#": [941, 1477],
};
let muted = localStorage.getItem("muted") === "yes";
let context = null;
const ears = new Set();

export const isMuted = () => muted;

export function mute(yes) {
  muted = yes;
  localStorage.setItem("muted", yes ? "yes" : "no");
  for (const ear of ears) ear.adjust();
}

// Browsers let a page make sound once somebody has touched it.
export function wakeUp() {
  context ??= new AudioContext();
  if (context.state === "suspended") context.resume();
}

export class Ear {
  constructor(loudness = 1) {
    this.loudness = loudness;
    this.voice = null;
    this.music = null;
    ears.add(this);
  }

  say(address) {
    this.voice?.pause();
    this.voice = address ? this.play(address, false) : null;
    for (const ear of ears) ear.adjust();
    this.voice?.addEventListener("ended", () => { for (const ear of ears) ear.adjust(); });
  }

  wait(address) {
    this.music?.pause();
    this.music = this.play(address, true);
  }

  hush() {
    this.voice?.pause();
    this.music?.pause();
    this.voice = this.music = null;
    for (const ear of ears) ear.adjust();
  }

  play(address, again) {
    const sound = new Audio(address);
    sound.loop = again;
    sound.playbackRate = Math.min(4, pace);
    this.level(sound);
    sound.play().catch(() => null); // no sound allowed, or the sentence is over already: the subtitle is there
    return sound;
  }

  get speaking() { return this.voice !== null && !this.voice.paused && !this.voice.ended; }

  adjust() {
    if (this.voice) this.level(this.voice);
    if (this.music) this.level(this.music);
  }

  // Music steps back while somebody is spoken to on another telephone.
  level(sound) {
    const behind = sound === this.music && [...ears].some((ear) => ear !== this && ear.speaking);
    sound.volume = this.loudness * (behind ? 0.12 : 1);
    sound.muted = muted;
  }
}

export function keyTone(key) {
  if (muted || !context || !TONES[key]) return;
  for (const hertz of TONES[key]) beep(hertz, context.currentTime, 0.13, 0.06);
}

// Two soft notes, as a mobile on a table.
export function chime() {
  if (muted || !context) return;
  beep(784, context.currentTime, 0.35, 0.05);
  beep(988, context.currentTime + 0.22, 0.5, 0.05);
}

function beep(hertz, at, seconds, loudness) {
  const tone = context.createOscillator();
  const gain = context.createGain();
  tone.frequency.value = hertz;
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(loudness, at + 0.01);
  gain.gain.setValueAtTime(loudness, at + seconds * 0.6);
  gain.gain.linearRampToValueAtTime(0, at + seconds);
  tone.connect(gain).connect(context.destination);
  tone.start(at);
  tone.stop(at + seconds);
}

export const soundOf = (name) => (name ? `/prompts/${name}` : null);
