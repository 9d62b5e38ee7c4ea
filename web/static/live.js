// Keeps [data-live] parts of a page fresh: asks every two seconds, at rest while the page is hidden.
const PAUSE = 2000;

async function refresh(part) {
  if (document.hidden || part.contains(document.activeElement)) return;
  const answer = await fetch(part.dataset.live, { headers: part.etag ? { "If-None-Match": part.etag } : {}, redirect: "error" });
  if (answer.status !== 200) return;
  part.etag = answer.headers.get("ETag");
  const text = await answer.text();
  if (text !== part.shown) part.innerHTML = part.shown = text;
}

async function follow(part) {
  for (;;) {
    await new Promise((done) => setTimeout(done, PAUSE));
    try {
      await refresh(part);
      part.removeAttribute("data-lost");
    } catch {
      part.dataset.lost = ""; // the site does not answer; the calls go on, and so do we
    }
  }
}

document.querySelectorAll("[data-live]").forEach(follow);
