// A sentence said into the microphone: heard again here, then sent as the file of the form. Without it, a file is sent.

const LONGEST = 60; // seconds, as the site accepts
const TOLD = {
  no: "Le microphone n’est pas permis : autorisez-le dans le navigateur, ou envoyez un fichier.",
  none: "Aucun microphone n’a été trouvé : branchez-en un, ou envoyez un fichier.",
  speak: "Parlez normalement, à une main du microphone.",
  full: "Une minute : c’est le plus que l’on puisse enregistrer.",
};

class Recorder {
  constructor(form) {
    this.form = form;
    this.part = form.querySelector("[data-live-recorder]");
    this.part.hidden = false;
    for (const button of this.all("start")) button.addEventListener("click", () => this.start());
    this.one("stop").addEventListener("click", () => this.stop());
    this.one("send").addEventListener("click", () => this.send());
  }

  all(name) {
    return this.part.querySelectorAll(`[data-${name}]`);
  }

  one(name) {
    return this.all(name)[0];
  }

  async start() {
    this.one("again").querySelector("audio").pause();
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } });
    } catch (error) {
      this.one("told").textContent = error.name === "NotAllowedError" ? TOLD.no : TOLD.none;
      return;
    }
    this.pieces = [];
    this.recorder = new MediaRecorder(this.stream);
    this.recorder.addEventListener("dataavailable", (event) => this.pieces.push(event.data));
    this.recorder.addEventListener("stop", () => this.done());
    this.listen();
    this.recorder.start();
    this.began = performance.now();
    this.show(true);
    this.one("told").textContent = TOLD.speak;
    this.one("stop").focus();
    this.follow();
  }

  listen() {
    this.context = new AudioContext();
    this.meter = this.context.createAnalyser();
    this.samples = new Float32Array(this.meter.fftSize);
    this.context.createMediaStreamSource(this.stream).connect(this.meter);
  }

  follow() {
    if (this.recorder.state !== "recording") return;
    const seconds = (performance.now() - this.began) / 1000;
    this.meter.getFloatTimeDomainData(this.samples);
    this.one("level").querySelector("meter").value = Math.min(1, 2 * Math.max(...this.samples.map(Math.abs)));
    this.one("clock").textContent = `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
    if (seconds >= LONGEST - 0.5) {
      this.stop();
      this.one("told").textContent = TOLD.full;
    } else requestAnimationFrame(() => this.follow());
  }

  stop() {
    if (this.recorder.state === "recording") this.recorder.stop();
  }

  done() {
    for (const track of this.stream.getTracks()) track.stop();
    this.context.close();
    this.sound = new Blob(this.pieces, { type: this.recorder.mimeType });
    const player = this.one("again").querySelector("audio");
    if (player.src) URL.revokeObjectURL(player.src);
    player.src = URL.createObjectURL(this.sound);
    this.show(false);
    this.one("told").textContent = "";
    this.one("send").focus();
  }

  show(recording) {
    for (const button of this.all("start")) button.hidden = recording;
    this.all("start")[0].hidden = recording || Boolean(this.sound);
    this.one("stop").hidden = this.one("clock").hidden = this.one("level").hidden = !recording;
    this.one("again").hidden = recording || !this.sound;
  }

  send() {
    const carrier = new DataTransfer();
    carrier.items.add(new File([this.sound], "microphone", { type: this.sound.type }));
    this.form.elements.file.files = carrier.files;
    this.form.requestSubmit(this.form.querySelector("button[value=send]"));
  }
}

if (navigator.mediaDevices && window.MediaRecorder) document.querySelectorAll("[data-recorder]").forEach((form) => new Recorder(form));
