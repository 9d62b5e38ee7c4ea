// Ties the page together: news of the calls go to the telephones and to the story.

import * as ask from "./ask.js";
import { Caller } from "./caller.js";
import { Mobile } from "./mobile.js";
import { isMuted, mute } from "./sound.js";
import { CallTimeline } from "./timeline.js";

const page = Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");
const find = (id) => document.getElementById(id);
const moment = find("moment");
const callers = [];
const mobiles = [...document.querySelectorAll(".mobile")].map((root) => new Mobile(root));
const timelines = new Map();
const lines = new Map();
const callbacks = new Map(); // the call that promised each of them

const momentOf = () => ("now" in moment.dataset ? "" : moment.value);

function addCaller(root) { callers.push(new Caller(root, page, momentOf)); }

// The news of a call that this page has dialled belongs to the telephone that is dialling.
function callerOf(news) {
  const known = callers.find((caller) => caller.call === news.call);
  if (news.kind === "caller_is_rung") return known ?? callers.find((one) => !one.call && one.last === callbacks.get(news.call));
  if (known || news.kind !== "begins" || news.page !== page || news.callback_of) return known;
  return callers.find((caller) => caller.dialling);
}

function told(news) {
  if (news.kind === "told") { for (const mobile of mobiles) mobile.receives(news); return; }
  if (news.kind === "begins") begins(news);
  else callerOf(news)?.told(news, lines.get(news.call) ?? "");
  if (news.phone?.startsWith?.("+")) {
    for (const mobile of mobiles) if (mobile.phones.includes(news.phone)) mobile.told(news, lines.get(news.call) ?? "");
  }
  timelines.get(news.call)?.told(news);
  showLatest(news);
}

// On a small screen the story is far below the telephones: its last line stays in sight.
function showLatest(news) {
  const last = timelines.get(news.call)?.root.querySelector("li:last-child > p");
  if (!last) return;
  find("latest").textContent = last.textContent;
  find("latest").hidden = false;
  const story = document.querySelector(".story"); // beside the telephones it scrolls by itself, and follows the newest call
  if (story.scrollHeight > story.clientHeight && last.closest(".call-timeline") === find("stories").firstElementChild) {
    story.scrollTop += Math.max(0, last.getBoundingClientRect().bottom - story.getBoundingClientRect().bottom + 24);
  }
}

function begins(news) {
  callerOf(news)?.begins(news);
  lines.set(news.call, news.line);
  if (news.callback_of) callbacks.set(news.call, news.callback_of);
  const timeline = new CallTimeline(news);
  timelines.set(news.call, timeline);
  find("stories").querySelector(".empty")?.remove();
  find("stories").prepend(timeline.root);
  document.querySelector(".story").scrollTop = 0; // else a browser keeps in sight what was read of the call before
}

async function showDuty() {
  const duty = find("duty");
  duty.innerHTML = await ask.onCall(momentOf()); // rendered by our own template
  const levels = new Map();
  for (const agent of duty.querySelectorAll(".duty-agent")) {
    if (!levels.has(agent.dataset.agent)) levels.set(agent.dataset.agent, agent.dataset);
  }
  for (const mobile of mobiles) {
    const found = levels.get(mobile.root.dataset.agent);
    mobile.onDuty(found?.level ?? null, found?.reason ?? "");
  }
}

function chooseMoment(name) {
  const day = new Date();
  if (name === "sunday") { day.setDate(day.getDate() + ((7 - day.getDay()) % 7 || 7)); day.setHours(3, 10, 0, 0); }
  if (name === "tuesday") { day.setDate(day.getDate() + ((9 - day.getDay()) % 7 || 7)); day.setHours(10, 0, 0, 0); }
  if (name === "now") moment.dataset.now = "";
  else delete moment.dataset.now;
  moment.value = new Date(day.getTime() - day.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
  momentChanged(name);
}

function momentChanged(name) {
  for (const chip of document.querySelectorAll("[data-moment]")) {
    chip.setAttribute("aria-pressed", String(chip.dataset.moment === name));
  }
  showDuty();
}

function listen() {
  const news = new EventSource(`/demo/news?page=${page}`);
  news.addEventListener("open", () => { find("lost").hidden = true; });
  news.addEventListener("error", () => { find("lost").hidden = false; });
  news.addEventListener("message", (event) => told(JSON.parse(event.data)));
}

addCaller(document.querySelector(".caller"));
find("second").addEventListener("click", (event) => {
  event.target.before(find("second-caller").content.cloneNode(true));
  addCaller(document.querySelector('[data-caller="2"]'));
  event.target.remove();
});
for (const chip of document.querySelectorAll("[data-moment]")) {
  chip.addEventListener("click", () => chooseMoment(chip.dataset.moment));
}
moment.addEventListener("change", () => { delete moment.dataset.now; momentChanged(""); });
find("moment-form").addEventListener("submit", (event) => event.preventDefault());
find("heard").addEventListener("change", (event) => find("stories").classList.toggle("hide-heard", !event.target.checked));
const sound = find("sound");
const showSound = () => { sound.setAttribute("aria-pressed", String(!isMuted())); sound.lastChild.textContent = isMuted() ? " Muet" : " Son"; };
sound.addEventListener("click", () => { mute(!isMuted()); showSound(); });
showSound();
momentChanged("now");
listen();
