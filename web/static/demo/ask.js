// What this page asks of the demonstration. A refusal becomes an Error whose message is one French sentence.

async function ask(method, path, body, type = "application/json") {
  const answer = await fetch(path, { method, body, headers: { "Content-Type": type, Accept: "application/json" } });
  if (answer.ok) return answer.status === 204 ? null : answer.json();
  const refusal = await answer.json().catch(() => ({}));
  throw new Error(refusal.error ?? "La démonstration ne répond pas comme prévu.");
}

const post = (path, body) => ask("POST", path, JSON.stringify(body));

// An act may come too late (the call has just ended): that is no fault to show.
const attempt = (promise) => promise.catch(() => null);

export const dial = (call) => post("/demo/calls", call);
export const press = (call, key) => attempt(post(`/demo/calls/${call}/keys`, { key }));
export const callerActs = (call, act) => attempt(post(`/demo/calls/${call}/acts`, { act }));
export const phoneActs = (number, act, more = {}) =>
  attempt(post(`/demo/phones/${number.replace("+", "")}/acts`, { act, ...more }));
export const keepMessage = (name, wav) => ask("PUT", `/demo/messages/${name}`, wav, "audio/wav");

export async function onCall(moment) {
  const answer = await fetch(`/demo/on-call?moment=${encodeURIComponent(moment)}`);
  return answer.ok ? answer.text() : "";
}
