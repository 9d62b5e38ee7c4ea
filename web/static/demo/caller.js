// A caller's telephone: dial, hear, press keys, leave a message, hang up.

import * as ask from "./ask.js";
import { Microphone } from "./microphone.js";
import { Ear, chime, keyTone, soundOf, wakeUp } from "./sound.js";

const MUSIC = "♪ Musique d'attente";

export class Caller {
  constructor(root, page, momentOf) {
    this.root = root;
    this.page = page;
    this.momentOf = momentOf;
    this.ear = new Ear();
    this.call = null;
    this.last = null; // its last call, which may have been promised a callback
    this.line = "";
    this.chiming = 0;
    this.dialling = false;
    this.ticking = 0;
    this.resting = false;
    this.microphone = null;
    root.querySelector(".keypad").addEventListener("click", (event) => {
      const key = event.target.closest("[data-key]")?.dataset.key;
      if (key) this.key(key);
    });
    root.querySelectorAll("[data-line]").forEach((chip) =>
      chip.addEventListener("click", () => { this.part("to").value = chip.dataset.line; }));
    root.querySelectorAll("[data-do]").forEach((button) =>
      button.addEventListener("click", () => this.does(button.dataset.do)));
    root.addEventListener("keydown", (event) => this.typed(event));
  }

  part(name) { return this.root.querySelector(`[data-part="${name}"]`); }
  button(name) { return this.root.querySelector(`[data-do="${name}"]`); }

  does(what) {
    wakeUp();
    if (what === "call") this.dial();
    if (what === "hang-up" || what === "decline") ask.callerActs(this.call, "hang_up");
    if (what === "answer") ask.callerActs(this.call, "answer");
    if (what === "example") ask.callerActs(this.call, "example");
    if (what === "microphone") this.speak();
  }

  typed(event) {
    if (event.target.matches("input, select") || event.ctrlKey || event.metaKey || event.altKey) return;
    const button = this.root.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!button || !this.call) return;
    button.classList.add("down");
    setTimeout(() => button.classList.remove("down"), 150);
    this.key(event.key);
  }

  key(key) {
    wakeUp();
    keyTone(key);
    if (this.call) ask.press(this.call, key);
    else this.part("to").value += key;
  }

  async dial() {
    this.part("error").textContent = "";
    this.button("call").disabled = true;
    this.dialling = true;
    const caller = this.part("hidden").checked ? null : this.part("from").value;
    try {
      const { call } = await ask.dial({ called: this.part("to").value, caller, moment: this.momentOf(), page: this.page });
      this.call ??= call;
    } catch (refusal) {
      this.part("error").textContent = refusal.message;
      this.dialling = false;
    } finally {
      this.button("call").disabled = false;
    }
  }

  // `call` is known before the answer to `dial`, when the news is faster.
  begins(news) {
    this.call = news.call;
    this.dialling = false;
    this.root.dataset.state = "living";
    this.part("setup").hidden = true;
    this.part("talk").hidden = false;
    this.button("call").hidden = true;
    this.button("hang-up").hidden = false;
    this.button("hang-up").focus({ preventScroll: true });
    this.part("talk-line").textContent = news.line;
    this.part("state").textContent = "En ligne";
    this.part("typed").textContent = "";
    const began = Date.now();
    this.ticking = setInterval(() => { this.part("clock").textContent = lasted(Date.now() - began); }, 500);
    this.part("clock").textContent = "0:00";
  }

  told(news, line) {
    const known = {
      caller_is_rung: () => this.rings(news.call, line),
      caller_is_rung_no_more: () => this.stopsRinging("Appel manqué"),
      answered: () => { if (this.root.dataset.state === "ringing") this.picksUp(); },
      caller_hears: () => this.hears(news),
      caller_hears_music: () => this.rests(soundOf(news.audio)),
      caller_hears_nothing: () => this.hearsNothing(),
      caller_is_asked: () => { this.part("typed").textContent = ""; },
      caller_key: () => { this.part("typed").textContent = (this.part("typed").textContent + news.key).slice(-14); },
      caller_may_speak: () => { this.maySpeak(news.name); this.ear.say(soundOf(news.audio)); },
      caller_speaks: () => { this.show(news.text, "self"); this.ear.say(soundOf(news.audio)); },
      recording_ends: () => this.recordingEnds(news),
      caller_hears_recording: () => this.hearsRecording(news),
      phone_joined: () => { this.hush(); this.show("Vous êtes en relation.", "music"); },
      over: () => this.ends(),
    }[news.kind];
    known?.();
  }

  // The line calls back, as it promised: this telephone rings until somebody answers it.
  rings(call, line) {
    this.call = call;
    this.line = line;
    this.root.dataset.state = "ringing";
    this.part("state").textContent = `${line} vous rappelle`;
    this.button("call").hidden = true;
    this.button("answer").hidden = this.button("decline").hidden = false;
    chime();
    this.chiming = setInterval(chime, 2600);
  }

  stopsRinging(words) {
    clearInterval(this.chiming);
    this.root.dataset.state = "idle";
    this.part("state").textContent = words;
    this.button("answer").hidden = this.button("decline").hidden = true;
    this.button("call").hidden = false;
  }

  picksUp() {
    this.stopsRinging("");
    this.begins({ call: this.call, line: this.line });
  }

  show(text, kind = "") {
    const subtitle = this.part("subtitle");
    subtitle.textContent = text;
    subtitle.className = `subtitle ${kind}`;
  }

  hears(news) {
    this.part("typed").textContent = "";
    this.show(news.text);
    if (!news.over_music) this.ear.say(soundOf(news.audio)); // the music that goes round has the word in it
    else setTimeout(() => { if (this.resting) this.show(MUSIC, "music"); }, news.seconds * 1000);
  }

  rests(music) {
    this.resting = true;
    this.part("typed").textContent = "";
    this.show(MUSIC, "music");
    this.ear.wait(music);
  }

  hearsNothing() {
    if (this.resting) this.show("");
    this.resting = false;
    this.ear.hush();
  }

  hush() {
    this.resting = false;
    this.ear.hush();
  }

  maySpeak(name) {
    this.recording = name;
    this.show("");
    this.part("recorder").hidden = false;
    this.part("recorder-words").textContent = "Parlez après le signal sonore, puis tapez dièse.";
    this.button("microphone").hidden = this.button("example").hidden = false;
  }

  async speak() {
    const [name, call] = [this.recording, this.call];
    const microphone = new Microphone();
    try {
      await microphone.open();
    } catch {
      this.part("recorder-words").textContent = "Le micro n'est pas disponible ; essayez le message d'exemple.";
      return;
    }
    if (this.recording !== name) { microphone.close(); return; }
    this.microphone = microphone;
    this.button("microphone").hidden = this.button("example").hidden = true;
    await ask.callerActs(call, "speak");
    const began = Date.now();
    const show = () => {
      this.part("recorder-words").textContent = `On vous enregistre : ${lasted(Date.now() - began)}. Terminez par dièse.`;
    };
    show();
    this.speaking = setInterval(show, 500);
  }

  async recordingEnds(news) {
    this.recording = null;
    clearInterval(this.speaking);
    this.part("recorder").hidden = true;
    this.ear.hush();
    if (!this.microphone) return;
    const microphone = this.microphone;
    this.microphone = null;
    const wav = await microphone.close();
    this.heardAgain = URL.createObjectURL(wav);
    if (news.seconds) await ask.keepMessage(news.name, wav).catch((refusal) => this.show(refusal.message));
  }

  hearsRecording(news) {
    this.show("Votre message…", "self");
    this.ear.say(this.heardAgain ?? `/demo/messages/${news.name}.wav`);
  }

  ends() {
    clearInterval(this.ticking);
    if (this.root.dataset.state === "ringing") this.stopsRinging("Appel manqué");
    this.hush();
    this.last = this.call;
    this.call = this.recording = this.heardAgain = null;
    this.root.dataset.state = "idle";
    this.part("recorder").hidden = true;
    this.part("talk").hidden = true;
    this.part("setup").hidden = false;
    this.button("call").hidden = false;
    this.button("hang-up").hidden = true;
    this.part("state").textContent = "Appel terminé";
    this.show("");
  }
}

export function lasted(milliseconds) {
  const seconds = Math.floor(milliseconds / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
