// Has the missing sentences said, a few at a time, and tells how many are left; without it the form does as much at once.
const form = document.querySelector("form[data-speaking]");
const button = form.querySelector("button"), bar = form.querySelector("progress"), told = form.querySelector("[role=status]");

function show(left) {
  bar.hidden = false;
  bar.value = bar.max - left;
  told.textContent = `La voix parle… encore ${left} phrase${left > 1 ? "s" : ""}. Vous pouvez quitter cette page : ce qui est dit le reste.`;
}

async function asked(again) {
  const body = new FormData(form);
  if (again) body.set("again", "1");
  const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Fragment": "1" }, redirect: "error" });
  if (!answer.ok) throw new Error(answer.status);
  return (await answer.json()).left;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  button.disabled = true;
  show(bar.max);
  try {
    for (let left = await asked(false); left; left = await asked(true)) show(left);
    location.reload(); // what became of it is told there
  } catch {
    form.submit(); // the session ended, or the site does not answer: the browser says which
  }
});
