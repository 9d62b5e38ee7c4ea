// An agent's telephones on one card: they ring, somebody or a voicemail picks up, keys are pressed.

import * as ask from "./ask.js";
import { Ear, chime, keyTone, soundOf, wakeUp } from "./sound.js";

const ENDINGS = {
  refused: "Appel refusé", unconfirmed: "Décroché sans confirmation", no_answer: "Appel manqué", busy: "Occupé",
  unreachable: "Injoignable", cancelled: "Appel manqué", accepted: "En veille",
};
const VOICEMAIL = "« Bonjour, vous êtes bien sur ma messagerie. Laissez-moi un message. »";

const CALM = matchMedia("(prefers-reduced-motion: reduce)");

export class Mobile {
  constructor(root) {
    this.root = root;
    this.phones = root.dataset.phones.split(" ");
    this.ear = new Ear(0.9);
    this.phone = null;
    this.call = null;
    this.ringing = 0;
    root.querySelectorAll("[data-do]").forEach((button) =>
      button.addEventListener("click", () => { wakeUp(); ask.phoneActs(this.phone, button.dataset.do); }));
    root.querySelectorAll("[data-press]").forEach((button) =>
      button.addEventListener("click", () => {
        wakeUp();
        keyTone(button.dataset.press);
        ask.phoneActs(this.phone, "press", { key: button.dataset.press });
      }));
    this.part("reach").addEventListener("change", (event) => {
      for (const phone of this.phones) ask.phoneActs(phone, "reach", { reach: event.target.value });
    });
  }

  part(name) { return this.root.querySelector(`[data-part="${name}"]`); }

  onDuty(level, reason) {
    const duty = this.part("duty");
    duty.textContent = "";
    if (level === null) return;
    const strong = document.createElement("b");
    strong.textContent = `D'astreinte, niveau ${level}`;
    duty.append(strong, ` · ${reason}`);
  }

  // An SMS or a mail: the newest first, its link alive.
  receives(news) {
    if (!(news.channel === "sms" ? this.phones.includes(news.address) : news.address === this.root.dataset.mail)) return;
    const item = document.createElement("li");
    const kind = document.createElement("b");
    kind.textContent = news.channel === "sms" ? "SMS" : "Courriel";
    const words = document.createElement("p");
    for (const part of news.words.split(/(https?:\/\/\S+)/)) words.append(part.startsWith("http") ? linkTo(part) : part);
    item.append(kind, words);
    this.part("post").prepend(item);
  }

  told(news, line) {
    if (news.kind !== "phone_dialled" && (news.call !== this.call || news.phone !== this.phone)) return;
    const known = {
      phone_dialled: () => this.dialled(news),
      phone_rings: () => this.rings(line),
      phone_answers: () => this.enter("listening", "Décroché"),
      voicemail: () => { this.enter("voicemail", "La messagerie répond"); this.show(VOICEMAIL); },
      phone_hears: () => this.hears(news),
      phone_hears_recording: () => this.hearsRecording(news),
      phone_joined: () => { this.enter("talking", "En communication avec l'appelant"); },
      phone_released: () => this.released(news),
      conversation_ends: () => this.idle("Communication terminée"),
    }[news.kind];
    known?.();
  }

  enter(state, words) {
    clearInterval(this.ringing);
    this.root.dataset.state = state;
    this.part("state").textContent = words;
    this.show("");
  }

  show(text) { this.part("subtitle").textContent = text; }

  dialled(news) {
    if (this.call && this.root.dataset.state !== "idle" && this.call !== news.call) return; // engaged: nothing shows
    this.call = news.call;
    this.phone = news.phone;
    for (const number of this.root.querySelectorAll("[data-phone]")) {
      number.classList.toggle("now", number.dataset.phone === news.phone);
    }
    this.enter("dialling", "Numérotation…");
  }

  rings(line) {
    this.enter("ringing", "Appel entrant");
    this.show(line);
    chime();
    this.ringing = setInterval(chime, 2600);
    this.root.scrollIntoView({ block: "nearest", behavior: CALM.matches ? "auto" : "smooth" });
  }

  hears(news) {
    if (this.root.dataset.state === "voicemail") return; // the machine talks and does not listen
    if (this.root.dataset.state !== "talking") this.show(news.text);
    this.ear.say(soundOf(news.audio));
  }

  // What the caller said before the search, after the sentence that is being said.
  hearsRecording(news) {
    setTimeout(() => {
      if (this.call !== news.call || this.root.dataset.state !== "listening") return;
      this.show("Les mots de l'appelant…");
      this.ear.say(`/demo/messages/${news.name}.wav`);
    }, news.after * 1000);
  }

  released(news) {
    const spoken = this.root.dataset.state === "listening" && news.audio;
    this.idle(ENDINGS[news.outcome] ?? "En veille");
    if (!spoken) return;
    this.show(news.text);
    this.ear.say(soundOf(news.audio));
    setTimeout(() => { if (this.call === null) this.show(""); }, news.seconds * 1000 + 500);
  }

  idle(words) {
    this.ear.hush();
    this.enter("idle", words);
    this.call = this.phone = null;
    for (const number of this.root.querySelectorAll(".now")) number.classList.remove("now");
  }
}

// What a link of a letter is for, by where it leads; the first that fits.
const FOR = [
  ["/astreinte/charge/", "Je m'en charge"],
  ["/astreinte/accuse/", "J'en accuse réception"],
  ["/moi/essai", "Essayer mon téléphone"],
  ["/moi", "Mes astreintes"],
  ["/planning/interventions", "Les interventions en cours"],
  ["/planning", "Le planning"],
  ["/appels/", "L'appel"],
];

function linkTo(address) {
  const link = document.createElement("a");
  const path = new URL(address).pathname;
  link.href = path;
  link.target = "_blank";
  link.rel = "noopener";
  link.textContent = FOR.find(([start]) => path.startsWith(start))?.[1] ?? "Ouvrir la page";
  return link;
}
