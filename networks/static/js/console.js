/* The console: buttons work without leaving the page, letters are keys, the preview is loaded when it is opened. */
import { announce, follow, send } from "./live-page.js"

const root = document.querySelector("[data-console]")
follow(root)

document.addEventListener("submit", (event) => {
  if (event.target.method !== "post" || !event.target.closest("main")) return
  event.preventDefault()
  send(event.target, event.submitter)
})
document.addEventListener("change", (event) => { if (event.target.matches("[data-go]")) event.target.form.requestSubmit() })
document.addEventListener("toggle", (event) => {
  const frame = event.target.querySelector?.("iframe[data-src]")
  if (frame && event.target.id === "preview" && event.target.open && !frame.src) frame.src = frame.dataset.src
}, true)
/* One menu open at a time; Escape closes it and gives the focus back. */
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("main details.menu[open]")) if (!menu.contains(event.target)) menu.removeAttribute("open")
})
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.activeElement.closest("details.menu[open]")
  if (menu) { menu.removeAttribute("open"); menu.querySelector("summary").focus() }
})

/* New answers are told as a count, at most every ten seconds. */
let known = Number(document.querySelector("[data-total]")?.dataset.total || 0), told = known, next = 0
document.addEventListener("replaced", (event) => {
  if (event.detail !== "answers") return
  known = Number(document.querySelector("[data-total]")?.dataset.total || 0)
  const tell = () => {
    next = 0
    if (known > told) announce(known - told === 1 ? root.dataset.arrivedOne : root.dataset.arrived.replace("#", known - told))
    told = known
  }
  if (known < told) told = known
  if (known > told && !next) next = setTimeout(tell, 10_000)
})

/* Keys. While somebody writes, or with the switch off, letters are letters. */
const box = document.querySelector("[data-keys-on]")
try { box.checked = localStorage.getItem("console-keys") !== "off" } catch { /* no store */ }
box?.addEventListener("change", () => { try { localStorage.setItem("console-keys", box.checked ? "on" : "off") } catch { /* no store */ } })

const answers = () => [...document.querySelectorAll("[data-answer]")]
document.addEventListener("keydown", (event) => {
  if (!box?.checked || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
  if (event.target.matches("input:not([type=checkbox]), textarea, select, [contenteditable]")) return
  const key = event.key.toLowerCase()
  if (key === "?") {
    const list = document.querySelector("[data-keys]")
    list.open = !list.open
    list.querySelector("summary").focus()
  } else if (key === "j" || key === "k") {
    const all = answers(), at = all.indexOf(document.activeElement.closest("[data-answer]"))
    all[Math.max(0, Math.min(all.length - 1, at + (key === "j" ? 1 : -1)))]?.focus()
  } else {
    const here = document.activeElement.closest("[data-answer]")?.querySelector(`[data-key-here="${CSS.escape(key)}"]`)
    const button = here || document.querySelector(`main [data-key~="${CSS.escape(key)}"]`)
    if (!button || button.getAttribute("aria-disabled") === "true") return
    button.click()
    const menu = here?.closest("details.menu")
    if (menu?.open) menu.querySelector("input:not([type=hidden]), .menu-list button")?.focus()
  }
  event.preventDefault()
})
