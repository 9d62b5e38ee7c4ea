// A call that the agent is in, found again by a page that has lost it: reloaded, crashed, cut off from its site.
const KEPT = "astreinte-call"; // in this tab: the call that it had, to which it comes back by itself
const TICKET = "astreinte-ticket"; // in this tab: what leads back to it, which changes when a page of theirs has come back
const LOCK = "astreinte-voice"; // held by the tab of this browser that has the call: no copy of it takes it by itself
const LOOK = 3000; // milliseconds between two looks for a call under way
const SOON = 300; // between two looks for the ticket of a call that has just begun
const AGAIN = 1000; // before the first one after a loss: a switch that is away is not dialled without a pause
const GONE = "L’appel n’est plus à reprendre : il a continué sans vous, ou l’appelant a raccroché.";
const at = (name) => document.getElementById(name);
const root = at("answer");
let found, page, release;
let heard = false, learned = false; // whether the two hear each other here; whether the ticket of that is known
let dialled; // which has served

// `free`: whether the page has no call; `resume`: takes one that is found, by a click or not; `tell`: a sentence.
export function watch(free, resume, tell) {
  page = { free, resume, tell };
  at("resume").addEventListener("click", () => found && page.free() && begin(true));
  look();
  setInterval(look, LOOK);
}

export function has(call) {
  if (sessionStorage.getItem(KEPT) !== call) sessionStorage.removeItem(TICKET);
  sessionStorage.setItem(KEPT, call);
  learned = false;
  if (!release) {
    const held = new Promise((done) => (release = done)); // at once: it may be over before the lock is given
    navigator.locks?.request(LOCK, () => held);
  }
  soon();
}

export function talks() {
  heard = true;
  soon();
}

// `lost`: the agent has not hung up, nor has the caller, as far as this page knows.
export function over(lost) {
  release?.();
  release = undefined;
  heard = false;
  if (lost) return setTimeout(look, AGAIN);
  forget();
  look();
}

async function look() {
  if (!page.free()) {
    show(null);
    return learn();
  }
  const kept = sessionStorage.getItem(KEPT);
  const answer = await asked();
  if (!answer?.ok || !page.free()) return;
  found = await answer.json();
  if (!found && kept) {
    forget();
    page.tell(GONE);
  }
  const theirs = found?.ticket && found.call_id === kept && found.ticket === sessionStorage.getItem(TICKET);
  const itself = theirs && (await allowed()) && (await alone());
  if (!page.free()) return;
  if (itself) return begin(false);
  show(found);
}

// A page may be lost a second after its call has begun: its ticket is looked for until it is told, for a while.
async function soon(tries = 20) {
  await learn();
  if (waits() && tries) setTimeout(soon, SOON, tries - 1);
}

function waits() {
  return heard && release && !learned;
}

// Once: another ticket is told while they talk here if they have gone on elsewhere, and this page does not know it yet.
async function learn() {
  const call = waits() && (await (await asked())?.json().catch(() => undefined));
  if (!waits() || !call?.ticket || call.ticket === dialled || call.call_id !== sessionStorage.getItem(KEPT)) return;
  sessionStorage.setItem(TICKET, call.ticket);
  learned = true;
}

function asked() {
  return fetch(root.dataset.talk, { redirect: "error" }).catch(() => undefined);
}

function forget() {
  sessionStorage.removeItem(KEPT);
  sessionStorage.removeItem(TICKET);
}

function begin(clicked) {
  const call = found;
  dialled = call.ticket;
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
