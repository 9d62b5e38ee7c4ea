// The story of one call, drawn as it happens: steps, what was heard and pressed, who was rung and why, how it ended.

export class CallTimeline {
  constructor(news) {
    this.start = clockOf(news.moment);
    this.reasons = new Map();
    this.attempts = new Map();
    this.steps = new Map();
    this.keys = null;
    this.root = element("article", "call-timeline");
    this.root.dataset.call = news.call;
    const head = element("header");
    head.append(element("h3", "", news.entry.title), element("span", "who", news.entry.detail));
    this.outcome = element("span", "chip-outcome", "En cours");
    this.outcome.dataset.outcome = "living";
    head.append(this.outcome);
    this.list = element("ol", "timeline");
    this.root.append(head, this.list);
  }

  told(news) {
    if (news.kind === "caller_key") { this.pressed("L'appelant appuie sur", news.key, news.at); return; }
    if (news.kind === "agent_key") { this.pressed(`${news.entry.title} appuie sur`, news.key, news.at); return; }
    if (news.kind === "step_ends") { this.stepEnds(news); return; }
    if (!news.entry || news.kind === "begins") return;
    this.keys = null;
    if (news.kind === "attempt") this.attempted(news);
    else if (news.kind === "closed") this.closed(news);
    else if (news.kind === "message" || news.kind === "words") this.messageKept(news);
    else this.added(news);
  }

  line(at, tone, title, detail = "") {
    const item = element("li", tone);
    const words = element("p");
    words.append(element("span", "title", title));
    if (detail) words.append(" ", element("span", "detail", detail));
    item.append(element("time", "", clock(this.start + at)), words);
    this.list.append(item);
    return words;
  }

  added(news) {
    const words = this.line(news.at, news.entry.tone, news.entry.title, news.entry.detail);
    if (news.kind === "step_begins") this.steps.set(news.step, { words, at: news.at });
    if (news.entry.tone === "reason") this.reasons.set(news.entry.agent, news.entry.detail);
  }

  stepEnds(news) {
    const step = this.steps.get(news.step);
    if (step) step.words.append(" ", element("span", "took", seconds(news.at - step.at)));
  }

  pressed(by, key, at) {
    if (this.keys?.by !== by) {
      const words = this.line(at, "pressed", "");
      words.replaceChildren(element("span", "by", `${by} `), element("span", "keys"));
      this.keys = { by, words };
    }
    this.keys.words.querySelector(".keys").append(element("kbd", "", key));
  }

  attempted(news) {
    const key = `${news.agent} ${news.phone}`;
    if (news.event === "dialled") {
      const detail = [news.entry.number, this.reasons.get(news.agent)].filter((part) => part && part !== "numéro masqué").join(" · ");
      const words = this.line(news.at, "ring", news.entry.title, "");
      words.append(" ", element("span", "attempt-state", news.entry.state), " ", element("span", "detail", detail));
      this.attempts.set(key, { words, at: news.at });
      return;
    }
    const { words, at } = this.attempts.get(key);
    words.querySelector(".attempt-state").textContent = news.entry.state;
    words.parentElement.className = news.entry.tone;
    if (news.event === "ended") words.append(" ", element("span", "took", seconds(news.at - at)));
  }

  messageKept(news) {
    const words = this.line(news.at, news.entry.tone, news.entry.title, news.entry.detail);
    const player = element("audio");
    player.controls = true;
    player.preload = "none";
    player.src = `/demo/messages/${news.name}.wav`;
    player.setAttribute("aria-label", news.kind === "words" ? "Ce que l'appelant a dit" : "Message de l'appelant");
    words.parentElement.lastElementChild.append(player);
  }

  closed(news) {
    this.line(news.at, news.entry.tone, news.entry.title);
    this.outcome.textContent = news.entry.title;
    this.outcome.dataset.outcome = news.outcome;
    const link = element("a", "in-journal", "Cet appel dans le journal du site");
    link.href = `/appels/${this.root.dataset.call}`;
    this.root.append(link);
  }
}

function element(name, kind = "", text = "") {
  const made = document.createElement(name);
  if (kind) made.className = kind;
  if (text) made.textContent = text;
  return made;
}

function clockOf(moment) {
  const [, hours, minutes, secs] = moment.match(/T(\d\d):(\d\d):(\d\d)/).map(Number);
  return hours * 3600 + minutes * 60 + secs;
}

function clock(total) {
  const two = (number) => String(Math.floor(number)).padStart(2, "0");
  return `${two((total / 3600) % 24)}:${two((total / 60) % 60)}:${two(total % 60)}`;
}

function seconds(length) {
  const whole = Math.round(length);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
}
