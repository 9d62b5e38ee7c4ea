// « Prendre les appels ici » : what rings is told by the site; a click answers it.
import * as back from "./back.js";
import * as notes from "./notes.js";
import * as ring from "./ring.js";
import * as ringBack from "./ring_back.js";
import { Voice } from "./voice.js";

const at = (name) => document.getElementById(name);
const root = at("answer"), audio = at("voice");
const ASLEEP = "La page ne sonne pas encore.";
const WAITS = "La page sonnera quand la ligne vous cherchera.";
const AWAY = "Le site ne répond pas : répondez au téléphone.";
const AGAIN = 2000; // milliseconds before a site that was away is asked again
const SOON = 500; // before a card that was not there
let offered, voice, shown;

ringBack.open(audio, () => Boolean(voice || offered), () => offered && offer(offered));
at("begin").disabled = false;
at("begin").addEventListener("click", async () => {
  try {
    (await navigator.mediaDevices.getUserMedia({ audio: true })).getTracks().forEach((track) => track.stop());
  } catch {
    at("state").textContent = "Le navigateur n'a pas le droit d'utiliser le microphone : permettez-le, puis recommencez.";
    return;
  }
  wake();
});

// It rings from a click on, which browsers ask for before a sound.
function wake() {
  if (at("begin").hidden) return;
  ring.allow();
  at("begin").hidden = true;
  listen();
}

function listen() {
  const news = new EventSource(root.dataset.news);
  news.onopen = () => voice || offered || say(WAITS);
  news.onerror = () => {
    if (news.readyState === EventSource.CLOSED) return refused();
    if (!voice && !offered) say(AWAY);
  };
  news.onmessage = (event) => offer(JSON.parse(event.data));
}

// A site that is not there behind its web server is waited for; one that wants us signed in is not.
async function refused() {
  const answer = await fetch(root.dataset.news, { method: "HEAD", redirect: "manual" }).catch(() => undefined);
  const away = !answer || answer.ok || answer.status >= 500;
  offer(null);
  if (!voice) say(away ? AWAY : "Vous n'êtes plus connecté : rechargez la page.");
  if (away) setTimeout(listen, AGAIN);
}

function offer(one) {
  offered = one;
  if (voice || ringBack.busy()) return; // one call at a time
  if (!one) return quiet();
  at("told").textContent = "";
  notes.close();
  say("La ligne vous appelle.");
  show(one.call_id);
  at("offer").hidden = at("ringing").hidden = false;
  ring.begin();
}

function quiet() {
  ring.end();
  if (at("ringing").hidden) return;
  at("ringing").hidden = at("offer").hidden = true;
  rests();
}

function rests() {
  say(at("begin").hidden ? WAITS : ASLEEP);
}

at("take").addEventListener("click", () => {
  if (!offered || voice || ringBack.busy()) return;
  ring.end();
  at("ringing").hidden = true;
  say("Connexion…");
  speak(offered.ticket, "Écoutez, puis tapez 1 pour prendre l'appel.", "Cet appel ne sonne plus dans la page ; si votre téléphone sonne, répondez-y.");
});

back.watch(
  () => !voice && !ringBack.busy(),
  (call, clicked) => {
    if (clicked) wake();
    quiet();
    notes.close();
    say("Vous reprenez l’appel…");
    at("told").textContent = "";
    at("offer").hidden = false;
    shown = call.call_id;
    taken(shown);
    speak(call.ticket, "Vous êtes de nouveau avec l’appelant.", "Cet appel n’est plus à reprendre : l’appelant a raccroché, ou la ligne s’en occupe.");
  },
  (words) => (at("told").textContent = words),
);

// `begun`: what is said once they are heard; `refused`: where the ticket serves no more.
function speak(ticket, begun, refused) {
  voice = new Voice(ticket, audio, (what, words, lost) => {
    at("talking").hidden = what !== "answered";
    if (what === "answered") {
      back.talks();
      return say(begun);
    }
    voice = undefined;
    at("offer").hidden = true;
    rests();
    if (offered?.ticket !== ticket) offer(offered); // another call has begun to ring meanwhile
    at("told").textContent = words; // how the last call ended
    back.over(lost);
  }, refused);
}

at("leave").addEventListener("click", () => voice?.end("Vous avez raccroché."));

document.querySelectorAll("[data-key], [data-keys]").forEach((button) =>
  button.addEventListener("click", () => {
    for (const key of button.dataset.keys ?? button.dataset.key) voice?.press(key);
    if (voice && button.dataset.key === "1") taken(shown);
  }),
);

// The card knows more then; the note is offered even where it cannot be read again.
async function taken(call) {
  back.has(call);
  notes.open(at("card"));
  await show(call);
  if (shown === call) notes.open(at("card"));
}

addEventListener("beforeunload", (event) => (voice || notes.unsent()) && event.preventDefault());
addEventListener("pagehide", () => voice?.end("", true));

async function show(call, again = true) {
  shown = call;
  const answer = await fetch(root.dataset.card.replace(/appel$/, call), { redirect: "error" }).catch(() => undefined);
  const card = answer?.ok ? await answer.text() : "";
  if (shown !== call) return; // a slow answer tells of a call that is over
  at("card").innerHTML = card;
  if (!card && again) setTimeout(() => shown === call && show(call, false), SOON); // not in the journal yet
}

function say(words) {
  at("state").textContent = words;
}
