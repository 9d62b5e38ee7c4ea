// One call of this page: dialled with a ticket that serves once, its keys, its end.
import { UA, WebSocketInterface } from "./jssip.js";

const LISTEN = 250; // milliseconds between two looks at what is heard
const STALLED = 3000; // milliseconds without sound, once the way to the switch was lost
const GATHERED = 300; // milliseconds after a candidate, when no other comes
const place = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/voix`;

export class Voice {
  // `told`: what becomes of it: "answered", or "ended" with the sentence to show.
  constructor(ticket, audio, told) {
    this.told = told;
    this.over = this.lost = this.begun = false;
    this.packets = this.heard = 0;
    const socket = new WebSocketInterface(place);
    socket.via_transport = "ws"; // behind the web server, FreeSWITCH never answers another
    this.agent = new UA({ sockets: [socket], uri: "sip:page@astreinte.invalid", register: false, session_timers: false });
    this.agent.on("connected", () => this.session ?? this.dial(ticket, audio));
    this.agent.on("disconnected", () => this.session ? (this.lost = true) : this.end("La page n'a pas pu joindre la ligne ; répondez au téléphone."));
    this.agent.start();
  }

  dial(ticket, audio) {
    let gathered;
    this.session = this.agent.call(`sip:offer-${ticket}@astreinte.invalid`, {
      mediaConstraints: { audio: true, video: false },
      pcConfig: { iceServers: [] },
    });
    const link = this.session.connection;
    link.addEventListener("track", (event) => (audio.srcObject = event.streams[0]));
    link.addEventListener("iceconnectionstatechange", () => (this.lost ||= ["failed", "disconnected"].includes(link.iceConnectionState)));
    this.session.on("icecandidate", (event) => {
      clearTimeout(gathered);
      gathered = setTimeout(event.ready, GATHERED);
    });
    this.session.on("confirmed", () => (this.watch = setInterval(() => this.listen(link), LISTEN)));
    this.session.on("failed", (event) => this.end(sentence(event)));
    this.session.on("ended", () => this.end("L'appel est terminé."));
  }

  // It has begun with the first sound each way: a key pressed before would be lost. A call whose end cannot reach this
  // page any more ends here, when its sound has stopped.
  async listen(link) {
    const streams = [...(await link.getStats()).values()], now = performance.now();
    const packets = streams.find((one) => one.type === "inbound-rtp")?.packetsReceived ?? 0;
    if (!this.begun && packets && streams.find((one) => one.type === "outbound-rtp")?.packetsSent) {
      this.begun = true;
      this.told("answered");
    }
    if (packets !== this.packets) this.heard = packets && now;
    this.packets = packets;
    if (this.lost && this.heard && now - this.heard > STALLED) this.end("Le son s'est arrêté : l'appel est terminé.");
  }

  press(key) {
    if (this.session?.isEstablished()) this.session.sendDTMF(key, { transportType: "INFO" });
  }

  end(words) {
    if (this.over) return;
    this.over = true;
    clearInterval(this.watch);
    if (this.session && !this.session.isEnded()) this.session.terminate();
    this.agent.stop();
    this.told("ended", words);
  }
}

function sentence(event) {
  if (event.message?.status_code === 403) return "Cet appel n'est plus proposé : il a été pris, ou l'appelant a raccroché.";
  if (event.cause === "User Denied Media Access") return "Le navigateur n'a pas le droit d'utiliser le microphone ; permettez-le, ou répondez au téléphone.";
  return "L'appel n'a pas abouti ; répondez au téléphone.";
}
