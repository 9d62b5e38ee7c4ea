// One call of this page: dialled with a ticket that serves once, its keys, its end.
import { UA, WebSocketInterface } from "./jssip.js";

const LISTEN = 250; // milliseconds between two looks at what is heard
const STALLED = 3000; // milliseconds without sound, once the way to the switch was lost
const GATHERED = 300; // milliseconds after a candidate, when no other comes
const LEFT = 'Reason: Q.850;cause=41;text="page left"'; // whom the line waits for; a hang-up has none
const HUNG_UP = /cause=16\b/, TAKEN_ELSEWHERE = /completed elsewhere/; // why the line ended it
const OFFERED_NO_MORE = "Cet appel n'est plus proposé : il a été pris, ou l'appelant a raccroché.";
const CUT_OFF = ["Connection Error", "Request Timeout"];
const place = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/voix`;

export class Voice {
  // `told`: what becomes of it: "answered", or "ended" with the sentence to show and whether it is lost: neither side
  // has hung up. `refused`: the sentence where the ticket serves no more. `what`: the ticket is for.
  constructor(ticket, audio, told, refused = OFFERED_NO_MORE, what = "offer") {
    this.what = what;
    this.told = told;
    this.refused = refused;
    this.over = this.lost = this.begun = false;
    this.packets = this.heard = 0;
    const socket = new WebSocketInterface(place);
    socket.via_transport = "ws"; // behind the web server, FreeSWITCH never answers another
    this.agent = new UA({ sockets: [socket], uri: "sip:page@astreinte.invalid", register: false, session_timers: false });
    this.agent.on("connected", () => this.session ?? this.dial(ticket, audio));
    this.agent.on("disconnected", () => this.session ? (this.lost = true) : this.end("La page n'a pas pu joindre la ligne ; répondez au téléphone.", true));
    this.agent.start();
  }

  dial(ticket, audio) {
    let gathered;
    this.session = this.agent.call(`sip:${this.what}-${ticket}@astreinte.invalid`, {
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
    this.session.on("failed", (event) => this.end(sentence(event, this.refused), CUT_OFF.includes(event.cause)));
    this.session.on("ended", (event) => this.ended(event.message?.getHeader("Reason") ?? ""));
  }

  // It has begun with the first sound each way: a key pressed before would be lost. A call whose end cannot reach this
  // page any more is lost here, when its sound has stopped.
  async listen(link) {
    const streams = [...(await link.getStats()).values()], now = performance.now();
    const packets = streams.find((one) => one.type === "inbound-rtp")?.packetsReceived ?? 0;
    if (!this.begun && packets && streams.find((one) => one.type === "outbound-rtp")?.packetsSent) {
      this.begun = true;
      this.told("answered");
    }
    if (packets !== this.packets) this.heard = packets && now;
    this.packets = packets;
    if (this.lost && this.heard && now - this.heard > STALLED) this.end("Le son s'est arrêté.", true);
  }

  ended(why) {
    if (TAKEN_ELSEWHERE.test(why)) return this.end("L’appel a été repris dans une autre page.");
    this.end("L'appel est terminé.", !HUNG_UP.test(why));
  }

  press(key) {
    if (this.session?.isEstablished()) this.session.sendDTMF(key, { transportType: "INFO" });
  }

  end(words, lost = false) {
    if (this.over) return;
    this.over = true;
    clearInterval(this.watch);
    if (this.session && !this.session.isEnded()) this.session.terminate(lost ? { extraHeaders: [LEFT] } : {});
    this.agent.stop();
    this.told("ended", words, lost);
  }
}

function sentence(event, refused) {
  if (event.message?.status_code === 403) return refused;
  if (event.cause === "User Denied Media Access") return "Le navigateur n'a pas le droit d'utiliser le microphone ; permettez-le, ou répondez au téléphone.";
  return "L'appel n'a pas abouti ; répondez au téléphone.";
}
