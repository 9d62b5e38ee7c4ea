// Says under a form what it would do, as one types: the server is asked, which alone knows; nothing is saved.
const REST = 500; // milliseconds without a key
const form = document.querySelector("form[data-check]");
const found = form.querySelector("[data-found]");
let timer, asked = 0;

async function check() {
  const mine = ++asked, body = new FormData(form);
  body.set("do", "check");
  try {
    const answer = await fetch(location.href, { method: "POST", body, headers: { "X-Fragment": "1" }, redirect: "error" });
    const text = await answer.text();
    if (mine === asked && (answer.ok || answer.status === 422)) found.innerHTML = text;
  } catch {
    found.textContent = ""; // the site does not answer: saving will say so
  }
}

form.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(check, REST);
});
