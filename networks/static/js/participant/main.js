// The participant's page: it follows the facilitator, keeps answers until they have arrived, and loses nothing half-written.
import { follow } from "../live/stream.js";
import { add, counts, put } from "../live/regions.js";
import { answering } from "./answering.js";
import { announcer, clock, testLine } from "./voice.js";
import { Queue } from "./queue.js";
import { openStore } from "./store.js";

const page = document.getElementById("live");
const words = document.getElementById("words").dataset;
const root = document.documentElement;
root.dataset.live = "";

const phase = () => document.querySelector("#now h1")?.dataset.key || "";
const store = await openStore(`net-works ${page.dataset.seat}`);
const say = announcer(words);
const time = clock(Number(page.dataset.now), words, say, Number(page.dataset.extra));
const form = await answering({ page, words, store, say });
const queue = new Queue(store, `${page.dataset.base}answers/`, form.show, time.server);
form.use(queue);
await queue.resume();
root.dataset.ready = "";
testLine(`${page.dataset.base}line`);

if (page.dataset.follows === "yes")
  follow({
    url: `${page.dataset.base}stream`,
    again: `${page.dataset.base}state`,
    from: Number(page.dataset.from),
    name: page.dataset.seat,
    message(data) {
      const before = phase();
      const lost = form.before();
      put(data.put, form.keep);
      const fresh = add(data.add);
      counts(data.counts);
      form.look(data.look);
      if (data.groups) document.dispatchEvent(new CustomEvent("groups", { detail: data.groups }));
      form.after(before, phase(), lost);
      time.look();
      if (phase() !== before) say.now(document.querySelector("#now h1")?.textContent.trim());
      else if (fresh) say.answers(fresh);
    },
    line(state) {
      const element = document.getElementById("line");
      element.hidden = false;
      element.textContent = state === "broken" ? element.dataset.broken : element.dataset.good;
      root.dataset.live = state;
      if (state === "open") queue.sendAll();
    },
    over(reason) {
      const text = reason === "reset" ? words.rehearsed : words.removed;
      document.getElementById("answer-region").replaceChildren();
      const element = document.getElementById("line");
      element.hidden = false;
      element.textContent = text;
      say.now(text);
    },
  });

// Our own letters come last, and only where the line is good.
const line = navigator.connection;
if (!line?.saveData && !/2g/.test(line?.effectiveType || "")) {
  const dress = () => (root.dataset.fonts = "");
  if (document.readyState === "complete") dress();
  else window.addEventListener("load", dress);
}
