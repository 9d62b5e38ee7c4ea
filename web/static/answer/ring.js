// The ringing of the page: the French ringing tone, and a notification where the person allows them.
const TONE = 440, ON = 1.5, PERIOD = 5; // hertz, seconds
let context, timer, told;

export function allow() {
  context ??= new AudioContext();
  context.resume();
  if ("Notification" in window && Notification.permission === "default") Notification.requestPermission();
}

export function begin() {
  if (timer) return;
  burst();
  timer = setInterval(burst, PERIOD * 1000);
  if ("Notification" in window && Notification.permission === "granted") {
    told = new Notification("La ligne vous appelle", { tag: "astreinte", requireInteraction: true });
    told.onclick = () => window.focus();
  }
}

export function end() {
  clearInterval(timer);
  told?.close();
  timer = told = undefined;
}

function burst() {
  const tone = new OscillatorNode(context, { frequency: TONE }), level = new GainNode(context, { gain: 0.2 });
  tone.connect(level).connect(context.destination);
  tone.start();
  tone.stop(context.currentTime + ON);
}
