// A bar of the planning dragged on a name, or on another day; a name dragged on a shift: opens the form that gives it,
// filled in. Nothing is written here. Pointer events: mouse, pen, and a finger that stays a moment. Escape gives up.
const FAR = 6; // px before a press is a drag
const LONG = 350; // ms before a finger drags instead of scrolling
const EDGE = 48; // px from the edge of the window where the page follows

let drag = null; // {from, kind, agent, team, day (on which it begins), ghost, over, timer, x, y, on}

for (const bar of document.querySelectorAll("[data-hand-over]")) {
  bar.classList.add("ready");
  bar.querySelector("[data-hint]").hidden = false;
}

addEventListener("pointerdown", (press) => {
  const from = press.target.closest("a[data-shift], [data-hand-over] [data-agent]");
  if (!from || press.button !== 0 || drag) return;
  const kind = from.matches("a") ? "shift" : "agent";
  if (kind === "shift" && !from.dataset.agent) return;
  drag = { from, kind, agent: from.dataset.agent, team: from.dataset.team, id: press.pointerId, on: false };
  Object.assign(drag, { x: press.clientX, y: press.clientY });
  if (kind === "shift") drag.day = new URL(from.href).searchParams.get("debut").slice(0, 10);
  drag.touch = press.pointerType === "touch";
  if (drag.touch && kind === "shift") drag.timer = setTimeout(begin, LONG);
});

addEventListener("pointermove", (move) => {
  if (!drag || move.pointerId !== drag.id) return;
  const far = Math.hypot(move.clientX - drag.x, move.clientY - drag.y) > FAR;
  if (!drag.on && far) {
    if (drag.timer) return stop();
    begin();
  }
  if (drag.on) follow(move.clientX, move.clientY);
});

addEventListener("pointerup", (release) => {
  if (!drag || release.pointerId !== drag.id) return;
  const { on, over } = drag;
  const address = on && over ? asked(drag, over) : null;
  if (on) swallowClick();
  stop();
  if (on) setTimeout(() => address && location.assign(address));
});

addEventListener("pointercancel", stop);
addEventListener("keydown", (key) => key.key === "Escape" && stop());
addEventListener("touchmove", (move) => drag?.on && move.preventDefault(), { passive: false });
addEventListener("contextmenu", (menu) => drag?.touch && menu.preventDefault());

// The click that a browser makes of the release of a drag is none.
function swallowClick() {
  const swallow = (click) => click.preventDefault();
  addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => removeEventListener("click", swallow, { capture: true }));
}

function begin() {
  drag.on = true;
  drag.timer = null;
  drag.ghost = document.createElement("p");
  drag.ghost.className = "ghost";
  drag.ghost.textContent = (drag.from.querySelector(".who") || drag.from).textContent.trim();
  document.body.append(drag.ghost);
  document.body.classList.add("dragging");
  drag.from.classList.add("taken");
  follow(drag.x, drag.y);
}

function follow(x, y) {
  drag.ghost.style.transform = `translate(${x + 10}px, ${y + 12}px)`;
  const bar = document.querySelector("[data-hand-over]").getBoundingClientRect();
  const top = bar.top <= 0 ? bar.bottom : 0; // the bar of names stays at the top: to be over it is no wish to scroll
  if (y > top && y < top + EDGE) scrollBy(0, -12);
  if (y > innerHeight - EDGE) scrollBy(0, 12);
  const under = document.elementFromPoint(x, y);
  const over = under && target(under, x, y);
  if (over === drag.over) return;
  drag.over?.classList.remove("over");
  over?.classList.add("over");
  drag.over = over;
}

// What may be dropped on: of the same team, another agent, a hole, or another day; for a name, a shift or a hole.
function target(under, x, y) {
  const ours = (one) => (one && one.dataset.team === drag.team ? one : null);
  if (drag.kind === "agent") return ours(under.closest("a[data-shift]"));
  const name = under.closest("[data-hand-over] [data-agent]");
  if (name) return name.dataset.agent === drag.agent ? null : ours(name);
  const hole = under.closest(".hole a[data-shift], .lack a[data-shift]");
  if (hole) return ours(hole);
  if (drag.from.contains(under)) return null; // hardly moved
  const day = document.elementsFromPoint(x, y).find((one) => one.matches("[data-day]")); // a bar may lie over several
  return day && day.dataset.day !== drag.day ? day : null;
}

function asked({ from, agent, day }, over) {
  const filled = over.matches("a[data-shift]"); // a shift or a hole, whose hours are then meant
  const address = new URL(filled ? over.href : from.href);
  const facts = address.searchParams;
  if (filled || over.dataset.agent) {
    facts.set("vient", filled ? agent : over.dataset.agent);
    return address;
  }
  const days = (Date.parse(over.dataset.day) - Date.parse(day)) / 86400000;
  for (const name of ["debut", "fin"]) facts.set(name, later(facts.get(name), days));
  facts.delete("de");
  facts.set("vient", agent);
  facts.set("niveau", from.dataset.level);
  return address;
}

// The same reading of the clock, so many days later.
function later(reading, days) {
  const moment = new Date(`${reading}Z`);
  moment.setUTCDate(moment.getUTCDate() + days);
  return moment.toISOString().slice(0, 16);
}

function stop() {
  if (!drag) return;
  clearTimeout(drag.timer);
  drag.ghost?.remove();
  drag.over?.classList.remove("over");
  drag.from.classList.remove("taken");
  document.body.classList.remove("dragging");
  drag = null;
}
