// Follow a session: one stream for all tabs of a browser where it can tell them of one another, reconnecting by itself.
//
//   follow({ url: "/j/ABC234/stream", again: "/j/ABC234/state", from: 17, name: "seat key", query: "&queue=late",
//            message(data) {…}, line("open" | "broken" | "polling") {…}, over(reason) {…} })
//
// A message is { n, put, add, counts, whole }; see networks/meet/sessions/live/streams.py.
const SILENT = 40_000; // the server says something every 15 seconds
const POLL = 5_000;
const MOST_STREAMS = 3; // browsers allow six connections to a server, for all tabs together

const wait = (ms) => new Promise((done) => setTimeout(done, ms));

export function follow({ url, again, from, name, query = "", message, line = () => {}, over = () => {} }) {
  let known = from;
  let source = null;
  let heard = Date.now();
  let tries = 0;
  let stopped = false;
  let timer = 0;
  const channel = "BroadcastChannel" in window ? new BroadcastChannel(`stream ${name}`) : null;

  function take(data, since) {
    heard = Date.now();
    if (since !== undefined && since > known && !data.whole) return ask(); // something between passed us by
    if (data.n === known && !data.whole && !data.put && !data.add && !data.counts) return;
    known = data.n;
    message(data);
  }

  async function ask() {
    try {
      const response = await fetch(`${again}?from=${known}${query}`, { headers: { Accept: "application/json" }, cache: "no-store" });
      if (response.status === 403 || response.status === 404) return end("removed");
      if (!response.ok) throw new Error(response.status);
      heard = Date.now();
      const data = await response.json();
      known = data.n;
      message(data);
      return true;
    } catch {
      line("broken");
      return false;
    }
  }

  function end(reason) {
    if (stopped) return;
    stopped = true;
    close();
    channel?.postMessage({ over: reason });
    over(reason);
  }

  function close() {
    clearTimeout(timer);
    source?.close();
    source = null;
  }

  function open() {
    if (stopped) return;
    close();
    heard = Date.now();
    source = new EventSource(`${url}?from=${known}${query}`);
    source.onopen = () => {
      tries = 0;
      heard = Date.now();
      line("open");
      channel?.postMessage({ line: "open" });
    };
    source.onmessage = (event) => {
      const data = JSON.parse(event.data);
      const since = known;
      take(data);
      channel?.postMessage({ data, since });
    };
    source.addEventListener("beat", () => {
      heard = Date.now();
      channel?.postMessage({ line: "open" });
    });
    source.addEventListener("end", (event) => {
      if (event.data === "removed" || event.data === "reset") end(event.data);
      else later();
    });
    source.onerror = later;
  }

  // Everybody comes back at a moment of their own, so that a server that starts again is not run over.
  function later() {
    close();
    line("broken");
    channel?.postMessage({ line: "broken" });
    const most = Math.min(30_000, 2_000 * 2 ** tries);
    tries += 1;
    timer = setTimeout(async () => {
      if (await gone()) return;
      open();
    }, 1_000 + Math.random() * most);
  }

  // A stream that is refused only says "error"; why, an ordinary request tells.
  async function gone() {
    if (tries < 2) return false;
    await ask();
    return stopped;
  }

  async function lead() {
    open();
    setInterval(() => {
      if (source && Date.now() - heard > SILENT) open();
    }, 5_000);
    const back = () => {
      if (document.visibilityState === "visible" && (!source || Date.now() - heard > SILENT / 2)) {
        tries = 0;
        open();
      }
    };
    for (const event of ["online", "pageshow"]) window.addEventListener(event, back);
    document.addEventListener("visibilitychange", back);
    await new Promise(() => {}); // lead until this tab is closed
  }

  async function poll() {
    line("polling");
    while (!stopped) {
      if (document.visibilityState === "visible" && (await ask())) line("open");
      await wait(POLL + Math.random() * 1_000);
    }
  }

  function listen() {
    if (!channel) return;
    channel.onmessage = ({ data: news }) => {
      if (news.over) return end(news.over);
      if (news.who) return channel.postMessage({ here: news.who });
      if (news.line) {
        heard = Date.now();
        return line(news.line);
      }
      if (news.data && !source) take(news.data, news.since);
    };
  }

  async function start() {
    listen();
    if (!("EventSource" in window)) return poll();
    if (channel && navigator.locks) {
      let leads = false;
      navigator.locks.request(`stream ${name}`, () => {
        leads = true;
        return lead();
      });
      await wait(300);
      if (!leads) {
        await ask(); // what happened between drawing this page and listening to the other tab
        setInterval(() => {
          if (!source && !stopped && Date.now() - heard > SILENT) ask();
        }, 5_000);
      }
      return;
    }
    if (channel && (await others()) >= MOST_STREAMS) return poll();
    return lead();
  }

  async function others() {
    let count = 0;
    const me = Math.random();
    const hear = ({ data }) => (count += data.here === me ? 1 : 0);
    channel.addEventListener("message", hear);
    channel.postMessage({ who: me });
    await wait(200);
    channel.removeEventListener("message", hear);
    return count;
  }

  start();
  return { ask, get known() { return known; } };
}
