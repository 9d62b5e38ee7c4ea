// A call that the agent is in, found again by a page that has lost it: reloaded, crashed, cut off from its site.
const KEPT = "astreinte-call"; // in this tab: the call that it had, to which it comes back by itself
const LOCK = "astreinte-voice"; // held by the tab of this browser that has the call: no copy of it takes it by itself
const LOOK = 3000; // milliseconds between two looks for a call under way
const AGAIN = 1000; // before the first one after a loss: a switch that is away is not dialled without a pause
const GONE = "L’appel n’est plus à reprendre : il a continué sans vous, ou l’appelant a raccroché.";
const at = (name) => document.getElementById(name);
const root = at("answer");
let found, page, release;

// `free`: whether the page has no call; `resume`: takes one that is found, by a click or not; `tell`: a sentence.
export function watch(free, resume, tell) {
  page = { free, resume, tell };
  at("resume").addEventListener("click", () => found && page.free() && begin(true));
  look();
  setInterval(look, LOOK);
}

export function has(call) {
  sessionStorage.setItem(KEPT, call);
  if (release) return;
  const held = new Promise((done) => (release = done)); // at once: it may be over before the lock is given
  navigator.locks?.request(LOCK, () => held);
}

// `lost`: the agent has not hung up, nor has the caller, as far as this page knows.
export function over(lost) {
  release?.();
  release = undefined;
  if (lost) return setTimeout(look, AGAIN);
  sessionStorage.removeItem(KEPT);
  look();
}

async function look() {
  const kept = sessionStorage.getItem(KEPT);
  if (!page.free()) return show(null);
  const answer = await fetch(root.dataset.talk, { redirect: "error" }).catch(() => undefined);
  if (!answer?.ok || !page.free()) return;
  found = await answer.json();
  if (!found && kept) {
    sessionStorage.removeItem(KEPT);
    page.tell(GONE);
  }
  const itself = found?.ticket && found.call_id === kept && (await allowed()) && (await alone());
  if (!page.free()) return;
  if (itself) return begin(false);
  show(found);
}

function begin(clicked) {
  const call = found;
  show(null);
  page.resume(call, clicked);
}

function show(call) {
  at("back").hidden = !call;
  at("resume").hidden = !call?.ticket;
  if (call) at("where").textContent = call.ticket ? root.dataset.here : call.sentence;
}

// A browser that does not say waits for a click.
async function allowed() {
  const asked = await navigator.permissions?.query({ name: "microphone" }).catch(() => undefined);
  return asked?.state === "granted";
}

async function alone() {
  const { held = [] } = (await navigator.locks?.query()) ?? {};
  return !held.some((one) => one.name === LOCK);
}
