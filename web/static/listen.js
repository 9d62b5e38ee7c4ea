// Plays a sentence where its link would open it apart: one at a time, and a second press stops it.
const sound = new Audio();
let playing = null;

function stop() {
  sound.pause();
  if (playing) playing.firstChild.textContent = "Écouter";
  playing = null;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-listen]");
  if (!link) return;
  event.preventDefault();
  const again = link === playing;
  stop();
  if (again) return;
  playing = link;
  link.firstChild.textContent = "Arrêter";
  sound.src = link.href;
  sound.play().catch(() => { location.href = link.href; });
});
sound.addEventListener("ended", stop);
