// « À rappeler » : a caller who is theirs to treat is rung by the line, for the agent who is in this page. The site says
// who they are, gives a ticket that serves once for one of them, and tells how the call goes.
import { Voice } from "./voice.js";

const at = (name) => document.getElementById(name);
const root = at("callers"), list = at("callers-list"), status = at("callers-state"), talking = at("callers-talking");
const LOOK = 700; // milliseconds between two looks at how the call goes
const FAILED = "Personne n’est appelé : le site ne répond pas. Réessayez.";
const REFUSED = "Personne n’est appelé : rechargez la page, puis recommencez.";
const SERVED = "Personne n’est appelé : ce ticket a servi, ou vient trop tard. Recommencez.";
const BUSY = "Finissez d’abord l’appel en cours.";
let voice, asking = false, page;

// `audio`: where the voice is heard; `taken`: whether a call of the page rings or goes on; `free`: once ours is over.
export function open(audio, taken, free) {
  page = { audio, taken, free };
  refresh().then(() => list.querySelector(".asked button")?.focus()); // the caller that the page was opened on
}

export function busy() {
  return asking || Boolean(voice);
}

list.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (busy() || page.taken()) return say(BUSY);
  asking = true;
  say("Connexion…");
  const given = await asked(event.target).catch(() => FAILED);
  asking = false;
  if (typeof given === "string") {
    say(given);
    return refresh();
  }
  dial(given);
});

async function asked(form) {
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { "X-Fragment": "1" }, redirect: "error" });
  if (answer.ok) return answer.json();
  return answer.headers.get("Content-Type")?.startsWith("text/plain") ? answer.text() : answer.status >= 500 ? FAILED : REFUSED;
}

function dial({ ticket, state }) {
  talking.hidden = false;
  const mine = (voice = new Voice(ticket, page.audio, async (what, words) => {
    if (what === "answered") return;
    clearInterval(look);
    voice = undefined;
    talking.hidden = true;
    say(words);
    const last = await standing(state); // the switch says that the call is over, the site why
    if (!busy() && last && !["asked", "rings", "talks", "ended"].includes(last.state)) say(last.words);
    page.free();
    refresh();
  }, SERVED, "back"));
  const look = setInterval(async () => {
    const now = await standing(state);
    if (voice === mine && now) say(now.words);
  }, LOOK);
}

async function standing(state) {
  const answer = await fetch(state, { redirect: "error" }).catch(() => undefined);
  return answer?.ok ? answer.json() : undefined;
}

async function refresh() {
  const answer = await fetch(root.dataset.list, { redirect: "error" }).catch(() => undefined);
  if (answer?.ok && !busy()) list.innerHTML = await answer.text();
}

at("callers-leave").addEventListener("click", () => voice?.end("Vous avez raccroché."));
talking.querySelectorAll("[data-back-keys]").forEach((button) =>
  button.addEventListener("click", () => {
    for (const key of button.dataset.backKeys) voice?.press(key);
  }),
);
at("callers-refresh").addEventListener("click", refresh);
addEventListener("beforeunload", (event) => voice && event.preventDefault());
addEventListener("pagehide", () => voice?.end("", true));

function say(words) {
  status.textContent = words;
}
