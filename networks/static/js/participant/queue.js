// Answers on their way: kept until the server has confirmed them, sent again after 1, 2, 4 … 30 seconds (± 50 %).
// The server accepts a key once, so sending too often harms nothing.
const LONGEST = 30_000;

export class Queue {
  // `changed(item)` is told of every step: item.state is "phone", "sent", "arrived", "late" or "refused" (item.say). `time()` is the server's, in seconds.
  constructor(store, url, changed, time) {
    Object.assign(this, { store, url, changed, time, waiting: new Map() });
    for (const event of ["online", "pageshow"]) window.addEventListener(event, () => this.sendAll());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.sendAll());
  }

  async resume() {
    for (const item of await this.store.all("queue")) {
      if (this.waiting.has(item.key)) continue;
      this.waiting.set(item.key, { item, tries: 0 });
      this.tell(item, item.state === "refused" ? "refused" : "phone");
    }
    this.sendAll();
  }

  async add(item) {
    const kept = { ...item, at: this.time() };
    this.waiting.set(kept.key, { item: kept, tries: 0 });
    this.tell(kept, "phone");
    try {
      await this.store.put("queue", kept);
    } catch {
      // A full or closed store: it still lies in memory, and is sent now.
    }
    this.send(kept.key);
  }

  async drop(key) {
    const entry = this.waiting.get(key);
    if (entry) clearTimeout(entry.timer);
    this.waiting.delete(key);
    await this.store.remove("queue", key);
  }

  sendAll() {
    for (const [key, entry] of this.waiting) {
      if (entry.item.state === "refused") continue;
      entry.tries = 0;
      this.send(key);
    }
  }

  tell(item, state, more = {}) {
    Object.assign(item, more, { state });
    this.changed(item);
  }

  async send(key) {
    const entry = this.waiting.get(key);
    if (!entry || entry.sending) return;
    clearTimeout(entry.timer);
    entry.sending = true;
    const { item } = entry;
    const { state, say, answer, ...fields } = item;
    // `at`: when it was written, by the server's clock; however wrong this phone's is and however slow the line, that is right.
    const body = JSON.stringify(fields);
    try {
      if (navigator.onLine !== false) this.tell(item, "sent");
      const response = await fetch(this.url, {
        method: "POST",
        body,
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-Net-Works": "1" },
        signal: AbortSignal.timeout?.(20_000),
      });
      const answer = await response.json();
      entry.sending = false;
      if (response.ok) {
        await this.drop(key);
        this.tell(item, answer.state, { answer });
      } else if ([400, 403, 404, 413, 422].includes(response.status)) {
        this.tell(item, "refused", { say: answer.say });
        await this.store.put("queue", item);
      } else throw new Error(response.status);
    } catch {
      entry.sending = false;
      this.tell(item, "phone");
      const pause = Math.min(LONGEST, 1_000 * 2 ** entry.tries) * (0.5 + Math.random());
      entry.tries += 1;
      entry.timer = setTimeout(() => this.send(key), pause);
    }
  }
}
