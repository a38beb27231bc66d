/* The grouping board: drag answers with pointer or keyboard, tick several; all of it sends the same forms that work without a script. */
import { announce, follow, send } from "./live-page.js"

const root = document.querySelector("[data-board]"), move = document.getElementById("move")
const moved = new Map() // answers that I moved → when
follow(root)

document.addEventListener("submit", (event) => {
  if (event.target.method !== "post" || !event.target.closest("main")) return
  event.preventDefault()
  const form = event.target, submitter = event.submitter
  const named = document.getElementById("new-name").value.trim()
  const nowhere = submitter?.id === "place-chosen" && !document.getElementById("target").value && !named
  if (form.id === "move" && !nowhere) for (const key of chosen()) moved.set(key, Date.now())
  send(form, submitter).then((done) => {
    if (!done || form.id !== "move" || nowhere) return
    for (const box of document.querySelectorAll("[data-choose]:checked")) box.checked = false
    document.getElementById("new-name").value = ""
    count()
  })
})
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("main details.menu[open]")) if (!menu.contains(event.target)) menu.removeAttribute("open")
})
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.activeElement.closest("details.menu[open]")
  if (menu) { menu.removeAttribute("open"); menu.querySelector("summary").focus() }
})

/* ---- several at once ---- */
const chosen = () => [...document.querySelectorAll("[data-choose]:checked")].map((box) => box.value)
function count() {
  const place = document.querySelector("[data-chosen-count]"), n = chosen().length
  place.dataset.none ??= place.textContent
  place.textContent = n === 0 ? place.dataset.none : n === 1 ? place.dataset.one : place.dataset.many.replace("#", n)
}
document.addEventListener("change", (event) => { if (event.target.matches("[data-choose]")) count() })
document.addEventListener("replaced", count)

async function place(keys, column) {
  for (const key of keys) moved.set(key, Date.now())
  await send(move, null, { answers: keys, theme: column.dataset.column })
  count()
}
/* A card that is ticked takes the others that are ticked with it. */
const together = (card) => (chosen().includes(card.dataset.card) ? chosen() : [card.dataset.card])
const columns = () => [...document.querySelectorAll("[data-column]")]
const nameOf = (column) => column.querySelector("h2").textContent.trim()
const mark = (column) => columns().forEach((c) => c.classList.toggle("target", c === column))

/* ---- by pointer ---- */
let drag = null
document.addEventListener("pointerdown", (event) => {
  const card = event.target.closest("[data-card]")
  if (!card || event.button !== 0 || event.target.closest("input, label, a, summary")) return
  if (event.pointerType !== "mouse" && !event.target.closest("[data-grip]")) return
  drag = { card, x: event.clientX, y: event.clientY, ghost: null, id: event.pointerId }
})
document.addEventListener("pointermove", (event) => {
  if (!drag || event.pointerId !== drag.id) return
  if (!drag.ghost) {
    if (Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < 6) return
    const keys = together(drag.card)
    drag.ghost = document.createElement("div")
    drag.ghost.className = "ghost"
    drag.ghost.textContent = drag.card.querySelector(".said > p")?.textContent + (keys.length > 1 ? ` (${keys.length})` : "")
    document.body.append(drag.ghost)
    drag.card.classList.add("lifted")
    document.getSelection()?.removeAllRanges()
  }
  event.preventDefault()
  drag.ghost.style.insetInlineStart = "0"
  drag.ghost.style.left = `${event.clientX + 12}px`
  drag.ghost.style.top = `${event.clientY + 12}px`
  drag.over = document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-column]") || null
  mark(drag.over)
  const edge = 60
  if (event.clientY < edge) scrollBy(0, -12)
  else if (event.clientY > innerHeight - edge) scrollBy(0, 12)
}, { passive: false })
function drop(event) {
  if (!drag) return
  const { card, ghost, over } = drag
  drag = null
  ghost?.remove()
  card.classList.remove("lifted")
  mark(null)
  if (ghost && over && over !== card.closest("[data-column]") && event.type === "pointerup") place(together(card), over)
}
document.addEventListener("pointerup", drop)
document.addEventListener("pointercancel", drop)
document.addEventListener("selectstart", (event) => { if (drag) event.preventDefault() })

/* ---- by keyboard: take the handle, choose a column with the arrows, Enter places, Escape puts back ---- */
let held = null
function release(text) {
  if (!held) return
  held.card.classList.remove("held")
  held.grip.setAttribute("aria-pressed", "false")
  held = null
  mark(null)
  if (text) announce(text)
}
document.addEventListener("click", (event) => {
  const grip = event.target.closest("[data-grip]")
  if (!grip) return release()
  const card = grip.closest("[data-card]")
  if (held?.card === card) return finish()
  release()
  held = { card, grip, at: columns().indexOf(card.closest("[data-column]")) }
  card.classList.add("held")
  grip.setAttribute("aria-pressed", "true")
  announce(root.dataset.holding.replace("#", card.dataset.n))
})
async function finish() {
  const { card, at } = held, target = columns()[at], keys = together(card), id = card.id
  const same = target === card.closest("[data-column]")
  release()
  if (same) return announce(root.dataset.putBack)
  await place(keys, target)
  document.getElementById(id)?.querySelector("[data-grip]")?.focus()
}
document.addEventListener("keydown", (event) => {
  if (!held) return
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key]
  if (step) {
    const turned = document.dir === "rtl" && /Left|Right/.test(event.key) ? -1 : 1
    held.at = Math.max(0, Math.min(columns().length - 1, held.at + step * turned))
    mark(columns()[held.at])
    columns()[held.at].scrollIntoView({ block: "nearest" })
    announce(root.dataset.over.replace("#", nameOf(columns()[held.at])))
    event.preventDefault()
  } else if (event.key === "Escape") {
    release(root.dataset.putBack)
    event.preventDefault()
  } else if (event.key === "Tab") release(root.dataset.putBack)
})

/* ---- others: what they moved after me is told, what they moved otherwise is not ---- */
document.addEventListener("added", (event) => {
  if (event.detail !== "told") return
  for (const line of event.target.querySelectorAll("[data-by]:not([data-seen])")) {
    line.dataset.seen = "1"
    const mine = line.dataset.answers.split(" ").some((key) => Date.now() - (moved.get(key) || 0) < 60_000)
    if (line.dataset.by === root.dataset.me || !mine) line.remove()
    else announce(line.textContent.trim())
  }
})
