// The note on the customer's card, for a call taken in this page: sent without leaving it, and typed text stays until
// it is kept or its agent closes it, a reload of the page in between.
const place = document.getElementById("notes");
const FAILED = "La note n’est pas gardée : le site ne répond pas. Réessayez.";
const REFUSED = "La note n’est pas gardée : réessayez, ou dites ce qui a été fait une fois l’appel fini.";
const ENDED = "La note n’est pas gardée : vous n’êtes plus connecté. Copiez-la, puis rechargez la page.";

// The form that a call's card brings, once.
export function open(card) {
  const brought = card.querySelector("template")?.content.querySelector("form");
  if (brought && !document.getElementById(brought.id)) place.append(ready(document.importNode(brought, true)));
}

// Those that hold nothing unsent.
export function close() {
  for (const form of [...place.children]) if (!typed(form)) form.remove();
}

export function unsent() {
  return [...place.children].some(typed);
}

// In this tab alone.
function remember(form) {
  if (typed(form)) sessionStorage.setItem(form.id, form.elements.note.value);
  else sessionStorage.removeItem(form.id);
}

function typed(form) {
  return form.elements.note.value.trim() !== "";
}

function ready(form) {
  let sending = false;
  form.elements.note.value = sessionStorage.getItem(form.id) ?? "";
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (sending) return;
    sending = true;
    await send(form);
    sending = false;
  });
  form.addEventListener("keydown", (event) => {
    event.stopPropagation(); // what is typed here is never a key of the call
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    form.requestSubmit();
  });
  form.addEventListener("input", () => {
    remember(form);
    say(form, "", true);
  });
  form.querySelector("[data-close]").addEventListener("click", () => {
    sessionStorage.removeItem(form.id);
    form.remove();
  });
  return form;
}

async function send(form) {
  const { note } = form.elements, sent = note.value;
  const [kept, words] = await asked(form).catch(() => [false, FAILED]);
  if (kept && note.value.startsWith(sent)) note.value = note.value.slice(sent.length); // what was typed meanwhile
  remember(form);
  say(form, words, kept);
}

async function asked(form) {
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { "X-Fragment": "1" }, redirect: "error" });
  if (answer.headers.get("Content-Type")?.startsWith("text/plain")) return [answer.ok, await answer.text()];
  if (answer.status >= 500) return [false, FAILED];
  return [false, [401, 403].includes(answer.status) ? ENDED : REFUSED];
}

function say(form, words, fine) {
  const told = form.querySelector("[role=status]");
  told.textContent = words;
  told.className = fine ? "hint" : "problem";
  form.elements.note.setAttribute("aria-invalid", String(!fine));
}
