/* Pages that follow a session: regions (data-live) are replaced by what the stream or an answer of the server brings.
   What somebody is writing in is never replaced: the newer version waits beside, behind a button. Focus and open menus are kept. */

import { add, counts } from "./live/regions.js"
import { follow as stream } from "./live/stream.js"

const waiting = new Map() // region name → html that waits until nobody writes there
let root, number

const region = (name) => document.querySelector(`[data-live="${CSS.escape(name)}"]`)
const token = () => JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || ""
const isField = (el) => el && el.matches("input:not([type=hidden]):not([type=checkbox]):not([type=radio]), textarea, select")

function busy(place) {
  return (place.contains(document.activeElement) && isField(document.activeElement)) || !!place.querySelector("[data-dirty]")
}

/** Where the focus is, so that it can be found again among new elements. */
function focusOf(place) {
  const el = document.activeElement
  if (!place.contains(el) || el === place) return null
  const item = el.closest("[data-answer], [data-card]")
  const items = item ? [...place.querySelectorAll("[data-answer], [data-card]")] : []
  const summary = el.matches("summary") ? el.closest("details")?.id : ""
  return { id: el.id, summary, item: item?.id, index: items.indexOf(item), grip: el.matches("[data-grip]") }
}

function focusAgain(place, was) {
  if (!was || document.activeElement !== document.body) return
  const byId = was.id && document.getElementById(was.id)
  const bySummary = was.summary && document.getElementById(was.summary)?.querySelector("summary")
  const item = was.item && document.getElementById(was.item)
  const items = place.querySelectorAll("[data-answer], [data-card]")
  const near = was.index >= 0 ? items[Math.min(was.index, items.length - 1)] : null
  const target = byId || bySummary || (item && was.grip ? item.querySelector("[data-grip]") : item) || near || place
  if (!target.hasAttribute("tabindex") && !target.matches("a, button, summary, input, select, textarea")) target.tabIndex = -1
  target.focus({ preventScroll: true })
}

/** Replace a region, unless somebody writes in it. */
export function put(name, html) {
  const place = region(name)
  if (!place) return
  if (busy(place)) return waitBeside(place, name, html)
  waiting.delete(name)
  place.parentElement.querySelector(`:scope > [data-newer-of="${CSS.escape(name)}"]`)?.remove()
  const open = [...place.querySelectorAll("details[open][id]")].map((d) => d.id)
  const ticked = [...place.querySelectorAll("input[type=checkbox][id]:checked")].map((c) => c.id)
  const was = focusOf(place)
  place.innerHTML = html
  for (const id of open) document.getElementById(id)?.setAttribute("open", "")
  for (const id of ticked) { const box = document.getElementById(id); if (box) box.checked = true }
  focusAgain(place, was)
  place.dispatchEvent(new CustomEvent("replaced", { bubbles: true, detail: name }))
}

function waitBeside(place, name, html) {
  waiting.set(name, html)
  if (place.parentElement.querySelector(`:scope > [data-newer-of="${CSS.escape(name)}"]`)) return
  const button = document.createElement("button")
  Object.assign(button, { type: "button", className: "btn newer", textContent: root.dataset.newer || "…" })
  button.dataset.newerOf = name
  button.addEventListener("click", () => { clean(place); button.remove(); put(name, waiting.get(name)) })
  place.before(button)
}

function clean(place) {
  for (const el of place.querySelectorAll("[data-dirty]")) delete el.dataset.dirty
  if (place.contains(document.activeElement) && isField(document.activeElement)) document.activeElement.blur()
}

document.addEventListener("input", (event) => {
  if (isField(event.target) && event.target.closest("[data-live]") && !event.target.hasAttribute("data-go")) event.target.dataset.dirty = "1"
})
document.addEventListener("focusout", (event) => {
  if (isField(event.target) && !event.target.value) delete event.target.dataset.dirty
  const place = event.target.closest?.("[data-live]")
  setTimeout(() => { if (place && waiting.has(place.dataset.live) && !busy(place)) put(place.dataset.live, waiting.get(place.dataset.live)) }, 50)
})

/** Take all regions and messages from a page that the server drew. */
export function take(html) {
  const page = new DOMParser().parseFromString(html, "text/html")
  const fresh = page.querySelector("[data-number]")
  if (!fresh) return false
  number = Math.max(number, Number(fresh.dataset.number))
  for (const place of page.querySelectorAll("[data-live]")) {
    if (place.dataset.live !== "told") put(place.dataset.live, place.innerHTML)
  }
  const said = document.querySelector("[data-said]")
  if (said) said.innerHTML = [...page.querySelectorAll("main > .messages > *")].map((m) => m.outerHTML).join("")
  return true
}

/** Send a form without leaving the page. `more`: what else it says. */
export async function send(form, submitter, more = {}) {
  const data = new FormData(form, submitter)
  for (const [key, value] of Object.entries(more)) [value].flat().forEach((v, i) => (i ? data.append(key, v) : data.set(key, v)))
  data.set("next", location.pathname + location.search)
  const address = submitter?.getAttribute("formaction") || form.getAttribute("action")
  submitter?.setAttribute("aria-disabled", "true")
  try {
    const answer = await fetch(address, { method: "POST", body: new URLSearchParams(data), headers: { "X-CSRFToken": token() } })
    for (const el of form.elements) delete el.dataset.dirty
    form.closest("details.menu")?.removeAttribute("open")
    if (isField(document.activeElement) && form.contains(document.activeElement)) document.activeElement.closest("details")?.querySelector("summary")?.focus()
    if (!answer.ok || !take(await answer.text())) location.reload()
    return true
  } catch {
    say(root.dataset.lost)
    return false
  } finally {
    submitter?.removeAttribute("aria-disabled")
  }
}

function say(text) {
  const said = document.querySelector("[data-said]")
  if (said) { said.textContent = ""; const p = document.createElement("p"); p.className = "notice bad"; p.textContent = text; said.append(p) }
}

export function announce(text) {
  const place = document.querySelector("[data-announce]")
  if (place) place.textContent = text
}

/** Follow the stream named by the page. */
export function follow(element) {
  root = element
  number = Number(root.dataset.number || 0)
  const query = location.search.replace(/^\?/, "&")
  let broken = 0
  stream({
    url: root.dataset.stream,
    again: root.dataset.state,
    query,
    from: number,
    name: root.dataset.stream + query,
    message(data) {
      if (data.n < number && !data.whole) return
      number = data.n
      for (const [name, html] of Object.entries(data.put || {})) put(name, html)
      if (add(data.add)) for (const name of Object.keys(data.add)) document.querySelector(`[data-list="${CSS.escape(name)}"]`)?.dispatchEvent(new CustomEvent("added", { bubbles: true, detail: name }))
      counts(data.counts)
      document.dispatchEvent(new CustomEvent("told", { detail: data }))
    },
    line(state) {
      clearTimeout(broken)
      const show = (lost) => {
        const line = document.querySelector("[data-line]")
        if (line) line.hidden = !lost
        document.querySelector(".stage")?.classList.toggle("stale", lost)
      }
      if (state === "broken") broken = setTimeout(show, 2500, true)
      else show(false)
    },
    over() { location.reload() },
  })
}

/* The clock: an instant from the server, corrected by the server's own time. */
const drifts = new WeakMap()
function tick() {
  for (const el of document.querySelectorAll("[data-ends]")) {
    if (!drifts.has(el)) drifts.set(el, Date.parse(el.dataset.now) - Date.now())
    const left = Math.max(0, Math.round((Date.parse(el.dataset.ends) - Date.now() - drifts.get(el)) / 1000))
    const text = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`
    if (el.textContent !== text) el.textContent = text
  }
}
setInterval(tick, 500)
