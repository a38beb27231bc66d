// Choosing, and the breakout group, without leaving the page. Without this everything works by links and forms.
//
// A region of the page says where to ask ([data-choosing]); the stream may draw that region anew at any time, so what stands in it is
// kept here and put back where nothing changed. In anonymous parts the key of the voter is made here and stays in this browser.

const kept = new Map(); // address → {state, node}

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // randomUUID needs a secure context
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

function voterOf(region) {
  const part = region.dataset.anonymous;
  if (!part) return "";
  const name = `voter:${part}`;
  try {
    const known = localStorage.getItem(name);
    if (known) return known;
    const made = newKey();
    localStorage.setItem(name, made);
    return made;
  } catch {
    region.voter ||= newKey(); // this browser keeps nothing: for as long as the page is open
    return region.voter;
  }
}

let last; // what had the focus, to give it back when a region is drawn anew around it
document.addEventListener("focusin", (event) => { last = event.target; });

function put(region, node) {
  const focused = node.contains(last) && document.activeElement === document.body;
  region.replaceChildren(node);
  if (focused) last.focus({ preventScroll: true });
  region.dataset.filled = "";
  const voter = voterOf(region);
  if (voter) for (const field of region.querySelectorAll("[name=voter]")) field.value = voter;
  for (const one of region.querySelectorAll(".only-script")) one.hidden = false;
}

async function ask(region, address, options = {}) {
  const voter = voterOf(region);
  const response = await fetch(address, {
    ...options,
    credentials: "same-origin",
    headers: { "X-Net-Works": "fragment", ...(voter ? { "X-Voter": voter } : {}) },
  });
  if (!response.ok && ![409, 422].includes(response.status)) throw new Error(response.status);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return page.body.querySelector("section");
}

// The stream may have drawn the region anew while we asked.
const now = (region) => document.querySelector(`[data-choosing="${CSS.escape(region.dataset.choosing)}"]`) || region;

async function fill(region) {
  const { choosing, state } = region.dataset;
  const before = kept.get(choosing);
  if (before && before.state === state) return put(region, before.node);
  // what somebody has begun to choose is not taken away from under their fingers
  if (before?.node.querySelector("form[data-touched]") && state.includes(":True:")) {
    before.state = state;
    return put(region, before.node);
  }
  region.dataset.filled = "";
  try {
    const node = await ask(region, choosing);
    if (!node) return;
    const here = now(region);
    kept.set(choosing, { state: here.dataset.state, node });
    put(here, node);
  } catch {
    delete region.dataset.filled; // the link stays, and the next drawing tries again
  }
}

function look() {
  for (const region of document.querySelectorAll("[data-choosing]:not([data-filled])")) fill(region);
}

// Something was written or decided in these breakout groups: whoever is in one of them looks, unless they are writing there.
document.addEventListener("groups", async (event) => {
  await new Promise((after) => setTimeout(after)); // what the same message drew anew is filled first
  for (const region of document.querySelectorAll("[data-choosing]")) {
    const own = region.querySelector("[data-group]");
    if (!own || !event.detail.includes(Number(own.dataset.group)) || own.querySelector("[data-touched]")) continue;
    const { choosing, state } = region.dataset;
    const action = region.contains(document.activeElement) && document.activeElement.form?.getAttribute("action");
    const node = await ask(region, choosing).catch(() => null); // the next news tries again
    if (!node || own.querySelector("[data-touched]")) continue;
    const here = now(region);
    kept.set(choosing, { state, node });
    put(here, node);
    if (action) here.querySelector(`form[action="${CSS.escape(action)}"] button`)?.focus({ preventScroll: true });
  }
});

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-choose]");
  const region = form?.closest("[data-choosing]");
  if (!region) return;
  event.preventDefault();
  if (form.getAttribute("aria-busy") === "true") return;
  form.setAttribute("aria-busy", "true");
  const data = new FormData(form);
  const pressed = event.submitter;
  if (pressed?.name) data.set(pressed.name, pressed.value);
  const changed = Boolean(form.closest("details"));
  try {
    const node = await ask(region, form.getAttribute("action"), { method: "POST", body: data });
    if (!node) throw new Error("nothing came back");
    const open = changed && node.querySelector("details");
    if (open) open.open = true;
    const here = now(region);
    kept.set(here.dataset.choosing, { state: here.dataset.state, node });
    put(here, node);
    const target = changed
      ? [...node.querySelectorAll("form")].find((f) => f.elements.target?.value === data.get("target"))?.querySelector("[aria-pressed=true]")
      : node.querySelector("[role=alert], #statement") || node.querySelector("h2");
    target?.focus();
  } catch {
    form.removeAttribute("aria-busy");
    form.removeAttribute("data-choose"); // the next press sends it the plain way
  }
});

document.addEventListener("input", (event) => event.target.closest("form[data-choose]")?.setAttribute("data-touched", ""));

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-move]");
  const item = button?.closest("li");
  if (!item) return;
  const other = button.dataset.move === "-1" ? item.previousElementSibling : item.nextElementSibling;
  if (!other) return;
  if (button.dataset.move === "-1") other.before(item);
  else other.after(item);
  [...item.parentElement.children].forEach((one, n) => { one.querySelector("input").value = n + 1; });
  item.closest("form").setAttribute("data-touched", "");
  button.focus();
});

new MutationObserver(look).observe(document.documentElement, { childList: true, subtree: true });
for (const region of document.querySelectorAll("[data-choosing][data-filled]")) {
  const voter = voterOf(region);
  if (voter && region.querySelector("[name=voter]")?.value !== voter) {
    delete region.dataset.filled; // ask again as this browser's voter
  } else {
    put(region, region.firstElementChild);
  }
}
look();
