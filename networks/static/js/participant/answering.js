// The form of an answer, what this person wrote, and "me too". The form is the same for everybody; what is one's own is added here.
import { newKey } from "./store.js";

const $ = (id) => document.getElementById(id);
const bare = (text) => text.toLocaleLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== null) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

export async function answering({ page, words, store, say }) {
  const base = page.dataset.base;
  let queue = null;
  const pressed = new Set((await store.all("pressed")).map((item) => item.key));
  const ownNumbers = new Set(); // of the part that is shown: nobody says "me too" to themselves
  const form = () => $("answer");
  const field = () => $("say-it");

  // ---- half-written ----
  let saving = 0;
  document.addEventListener("input", (event) => {
    if (event.target !== field()) return;
    clearTimeout(saving);
    saving = setTimeout(keepDraft, 300);
  });
  window.addEventListener("pagehide", keepDraft);
  function keepDraft() {
    const [now, text] = [form(), field()];
    if (!now || !text) return;
    const key = now.dataset.part;
    if (text.value.trim()) store.put("drafts", { key, text: text.value }).catch(() => {});
    else store.remove("drafts", key).catch(() => {});
  }
  async function restoreDraft() {
    const text = field();
    const draft = form() && text && (await store.get("drafts", form().dataset.part));
    if (draft && text.isConnected && !text.value) text.value = draft.text;
  }

  // ---- sending ----
  function wrong(text) {
    const error = $("answer-error");
    if (!error) return say.now(text);
    error.hidden = false;
    error.lastElementChild.textContent = text;
    error.closest(".field")?.classList.add("wrong");
    const control = field() || form().querySelector("input");
    control.setAttribute("aria-invalid", "true");
    control.focus();
    say.now(text);
  }
  function right() {
    const error = $("answer-error");
    if (!error) return;
    error.hidden = true;
    error.closest(".field")?.classList.remove("wrong");
    field()?.removeAttribute("aria-invalid");
  }
  function items(sent) {
    const data = new FormData(sent);
    const common = { part: sent.dataset.part, language: data.get("language") || page.dataset.language };
    for (const name of ["country", "audience"]) if (data.get(name)) common[name] = data.get(name);
    if (data.has("asks_name")) common.named = data.has("named");
    if (sent.dataset.anonymous !== undefined) common.editing_key = newKey() + newKey();
    const text = (data.get("text") || "").trim();
    if (sent.dataset.kind === "statements")
      return [...data.entries()]
        .filter(([name]) => name.startsWith("value-"))
        .map(([name, value]) => ({ ...common, key: newKey(), given: name.slice(6), value: Number(value) }));
    const item = { ...common, key: newKey(), text };
    if (data.get("given")) item.given = data.get("given");
    if (data.get("value")) item.value = Number(data.get("value"));
    return [item];
  }
  function problem(sent, list) {
    const [first] = list;
    if (!first) return words.choose;
    if (sent.dataset.kind === "options" && !first.given) return words.choose;
    if (sent.dataset.kind === "scale" && first.value === undefined) return words.choose;
    if (sent.dataset.kind === "open" && !first.text) return words.empty;
    if ((first.text || "").length > Number(words.limit)) return words.tooLong.replace("#", first.text.length);
    return "";
  }
  document.addEventListener("submit", (event) => {
    const sent = event.target;
    if (sent.id !== "answer" || !queue) return;
    event.preventDefault();
    const list = items(sent);
    const why = problem(sent, list);
    if (why) return wrong(why);
    right();
    const like = alike(sent, list[0].text || "");
    if (like.length) return offer(sent, like);
    delete sent.dataset.asked;
    $("similar")?.remove();
    for (const item of list) queue.add(item);
    for (const control of sent.querySelectorAll("textarea")) control.value = "";
    for (const control of sent.querySelectorAll("input[type=radio]")) control.checked = false;
    keepDraft();
  });

  // What others said already: "me too" says it with less work. Asked while the writer pauses; sending never waits for it.
  let heard = { text: "", alike: [] };
  let asking = 0;
  document.addEventListener("input", (event) => {
    if (event.target !== field()) return;
    clearTimeout(asking);
    asking = setTimeout(listen, 700);
  });
  async function listen() {
    const [now, text] = [form(), field()?.value.trim() || ""];
    if (now?.dataset.kind !== "open" || now.dataset.anonymous !== undefined || !document.querySelector("[data-list=others] > li")) return;
    if (text.length < 4 || text === heard.text) return;
    const language = new FormData(now).get("language") || page.dataset.language;
    try {
      const body = new URLSearchParams({ part: now.dataset.part, text, language });
      const response = await fetch(`${base}answers/similar/`, { method: "POST", body, headers: { Accept: "application/json", "X-Net-Works": "1" } });
      if (response.ok) heard = { text, alike: (await response.json()).similar };
    } catch {
      // Without a line nothing is offered.
    }
  }
  function alike(sent, text) {
    if (sent.dataset.kind !== "open" || sent.dataset.anonymous !== undefined || sent.dataset.asked) return [];
    if (heard.text === text && heard.alike.length) return heard.alike;
    const wanted = bare(text);
    const same = [...document.querySelectorAll("[data-list=others] > li")].find((item) => bare(item.querySelector(".voice > div")?.textContent || "") === wanted);
    return same ? [{ id: same.id.slice(2), text: same.querySelector(".voice > div").textContent.trim(), language: same.querySelector(".voice > div").lang }] : [];
  }
  function offer(sent, found) {
    $("similar")?.remove();
    const voices = found.map(({ id, text, language }) => {
      const said = element("div", { id: `like-${id}`, lang: language || null, dir: "auto" }, element("p", {}, text));
      const press = element("button", { type: "button", class: "btn", "aria-describedby": said.id }, words.meToo);
      press.addEventListener("click", () => think(id));
      return element("div", { class: "voice" }, said, element("footer", {}, press));
    });
    const send = element("button", { type: "submit", class: "btn" }, words.sendMine);
    send.addEventListener("click", () => (sent.dataset.asked = "yes"));
    sent.append(element("div", { id: "similar", class: "notice" }, element("div", { class: "flow" }, element("p", {}, words.similar), ...voices, element("p", {}, send))));
    $("similar").querySelector("button").focus();
    say.now(words.similar);
  }
  async function think(id) {
    const button = document.querySelector(`[data-me-too="${CSS.escape(id)}"]`);
    if (button) {
      if (button.getAttribute("aria-pressed") !== "true") button.click();
    } else if (!(await meToo(`${base}answers/${id}/me-too/`, id, false))) return;
    field().value = "";
    keepDraft();
    $("similar")?.remove();
    field().focus();
  }

  // ---- what I wrote ----
  const STATES = { phone: "onPhone", sent: "sent", arrived: "arrived", late: "late" };
  function list() {
    const mine = $("mine");
    let found = $("mine-list");
    if (!found) {
      found = element("ul", { class: "flow", id: "mine-list" });
      mine.append(element("section", { class: "flow" }, element("h2", {}, words.myAnswers), found));
    }
    return found;
  }
  function draw(item) {
    const said = element("div", { dir: "auto", lang: item.language || null }, element("p", {}, shown(item)));
    const voice = element("div", { class: "voice own", id: `own-${item.key}` }, said, element("footer", {}, element("span", { class: "small" })));
    list().prepend(element("li", { class: "tight" }, voice));
    return voice;
  }
  function show(item) {
    const done = item.state === "arrived" || item.state === "late";
    if (done && !item.kept) {
      const { key, part, text, language, editing_key } = item;
      store.put("own", { key, part, text, language, editing_key, state: item.state, answer: { id: item.answer.id, number: item.answer.number }, kept: true }).catch(() => {});
    }
    let voice = $(`own-${item.key}`);
    if (!voice && done && item.part !== $("mine").dataset.part) return;
    voice ||= draw(item);
    voice.classList.toggle("waiting", !done);
    const foot = voice.querySelector("footer");
    const text = item.state === "refused" ? item.say || words.notArrived : words[STATES[item.state]];
    if (foot.firstElementChild.textContent !== text) foot.firstElementChild.textContent = text;
    for (const old of [...foot.children].slice(1)) old.remove();
    if (done && item.answer.number) {
      if (item.part === $("mine").dataset.part) ownNumbers.add(String(item.answer.number));
      decorate();
    }
    if (done && item.text && !item.editing_key && item.answer.number && document.querySelector("[data-list=others]")) {
      voice.dataset.number = item.answer.number;
      foot.append(element("span", { class: "small num" }, `${words.meToo} · `, element("span", { "data-count": `m:${item.answer.number}` }, "0")));
    }
    if (done && item.text && item.editing_key) setTimeout(() => told(item, foot), Math.random() * 3_000);
    if (done && item.text) foot.append(element("a", { class: "btn quiet", href: place(item.answer.id, item.editing_key) }, words.change));
    if (item.state === "refused") foot.append(dropper(item));
    if ((done && !item.kept) || item.state === "refused") say.now(text);
  }
  // What became of an anonymous answer: only this browser has the key to ask by.
  async function told(item, foot) {
    try {
      // The key goes in a header: addresses stand in logs.
      const response = await fetch(place(item.answer.id), { headers: { Accept: "application/json", "X-Editing-Key": item.editing_key }, cache: "no-store" });
      if (!response.ok || !foot.isConnected) return;
      const { me_toos, hidden } = await response.json();
      foot.querySelector("[data-told]")?.remove();
      if (hidden || me_toos || document.querySelector("[data-list=others]")) foot.firstElementChild.after(element("span", { class: "small num", "data-told": "" }, hidden || `${words.meToo} · ${me_toos}`));
    } catch {
      // It is asked again the next time that the page is opened.
    }
  }
  const shown = (item) => item.text || form()?.querySelector(`[value="${CSS.escape(item.given || "")}"] + span`)?.textContent || String(item.value ?? "");
  const place = (id, editing) => (editing ? `${base}key/${editing}/${id}/` : `${base}answers/${id}/`);
  function dropper(item) {
    const button = element("button", { type: "button", class: "btn quiet" }, words.throwAway);
    button.addEventListener("click", async () => {
      await queue.drop(item.key);
      $(`own-${item.key}`)?.closest("li").remove();
    });
    return button;
  }
  // Answers of an anonymous part are known to this browser only; of named parts the server tells, if they are many devices'.
  async function renderMine(part, fromServer) {
    const mine = $("mine");
    if (fromServer) {
      mine.dataset.part = part;
      mine.replaceChildren();
      ownNumbers.clear();
    }
    for (const item of await store.all("own")) if (item.part === part && !$(`own-${item.key}`)) show(item);
    for (const { item } of queue.waiting.values()) if (item.part === part) show(item);
  }

  // ---- me too ----
  document.addEventListener("submit", async (event) => {
    const button = event.target.querySelector("[data-me-too]");
    if (!button) return;
    event.preventDefault();
    const was = button.getAttribute("aria-pressed") === "true";
    button.setAttribute("aria-pressed", String(!was));
    const told = await meToo(event.target.action, button.dataset.meToo, was);
    if (told) button.querySelector("[data-count]").textContent = told.count;
    else button.setAttribute("aria-pressed", String(was));
  });
  async function meToo(url, key, was) {
    try {
      const body = new URLSearchParams(was ? { back: "1" } : {});
      const response = await fetch(url, { method: "POST", body, headers: { Accept: "application/json", "X-Net-Works": "1" } });
      const told = await response.json();
      if (!response.ok) throw new Error(told.say);
      if (was) pressed.delete(key);
      else pressed.add(key);
      await (was ? store.remove("pressed", key) : store.put("pressed", { key }));
      return told;
    } catch (error) {
      say.now(error.message || words.notArrived);
      return null;
    }
  }

  // ---- with the stream ----
  function decorate() {
    for (const name of document.querySelectorAll("[data-name]:not([data-named])")) if (!name.closest("template")) name.textContent = words.name;
    for (const { dataset } of document.querySelectorAll("#mine-list [data-number]")) ownNumbers.add(dataset.number);
    const here = document.querySelector("#now h1")?.dataset.key?.startsWith($("mine").dataset.part);
    for (const button of document.querySelectorAll("button[data-me-too]")) {
      const count = button.querySelector("[data-count]");
      if (here && ownNumbers.has(count.dataset.count.slice(2))) button.closest("form").replaceWith(element("span", { class: "small num" }, `${words.meToo} · `, count));
      else if (pressed.has(button.dataset.meToo)) button.setAttribute("aria-pressed", "true");
    }
  }
  function unfinished(lost) {
    const box = element("section", { class: "sheet flow", id: "unfinished" }, element("p", {}, `${words.closed} ${words.unfinished}`));
    const text = element("p", { dir: "auto" }, lost.text);
    const send = element("button", { type: "button", class: "btn" }, words.sendAnyway);
    const drop = element("button", { type: "button", class: "btn quiet" }, words.throwAway);
    const leave = () => {
      box.remove();
      store.remove("drafts", lost.part).catch(() => {});
      document.querySelector("#now h1")?.focus();
    };
    send.addEventListener("click", () => {
      queue.add(lost.item);
      leave();
    });
    drop.addEventListener("click", leave);
    box.append(element("div", { class: "voice" }, text), element("p", { class: "row" }, send, drop));
    $("queue").replaceChildren(box);
  }
  if (!store.lasting) $("queue").append(element("p", { class: "notice" }, words.noStore));
  for (const button of document.querySelectorAll("[data-me-too][aria-pressed=true]")) pressed.add(button.dataset.meToo);
  await restoreDraft();
  decorate();

  return {
    show,
    use(made) {
      queue = made;
      renderMine($("mine").dataset.part, false);
    },
    // Before something is put into the page: what would be lost with the form?
    before() {
      const now = form();
      if (!now) return null;
      keepDraft();
      const [item] = items(now);
      return { key: now.dataset.key, part: now.dataset.part, text: item?.text || "", item, focused: now.contains(document.activeElement) };
    },
    // Some answers were hidden, or shown again: if one is ours, the server says why.
    look(numbers) {
      if ((numbers || []).some((number) => $("mine").querySelector(`[data-number="${number}"]`))) fetchMine($("mine").dataset.part, true);
    },
    // The form stays as somebody fills it in; only what it says of who sees answers is brought up to date.
    keep(name, region, fresh) {
      const newer = name === "answer" && fresh.querySelector("form");
      if (!newer || newer.dataset.key !== form()?.dataset.key) return false;
      const [now, then] = [region, fresh].map((place) => place.querySelector("[data-policy]"));
      if (now && then && now.textContent !== then.textContent) now.textContent = then.textContent;
      return true;
    },
    async after(before, now, lost) {
      decorate();
      const part = now.split(":")[0];
      if (lost && form()?.dataset.key !== lost.key) {
        if (lost.text && !now.endsWith(":paused")) unfinished(lost);
        if (lost.focused) document.querySelector("#now h1")?.focus();
      }
      if (before !== now) await restoreDraft();
      if (part.includes("-") && part !== $("mine").dataset.part) {
        await renderMine(part, true);
        const answered = Number(document.querySelector("#now h1")?.dataset.answered || 0);
        if (answered && !document.querySelector("#mine-list")) setTimeout(() => fetchMine(part), Math.random() * 5_000);
      }
    },
  };

  async function fetchMine(part, again = false) {
    try {
      const response = await fetch(`${base}mine/${part}/`, { cache: "no-store" });
      if (!response.ok || $("mine").dataset.part !== part || (!again && $("mine-list"))) return;
      $("mine").innerHTML = await response.text();
      await renderMine(part, false);
    } catch {
      // It is only shown again; nothing is lost.
    }
  }
}
