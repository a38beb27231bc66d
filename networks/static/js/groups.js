/* The page of breakout groups: who came late, who needs help and what a colleague changed stand there at once. What somebody fills in is kept. */
import { follow, take } from "./live-page.js"

follow(document.querySelector("[data-groups]"))

let soon = 0
document.addEventListener("told", (event) => {
  if (!event.detail.put?.groups) return
  clearTimeout(soon)
  soon = setTimeout(look, 200)
})

async function look() {
  const answer = await fetch(location.pathname, { cache: "no-store" }).catch(() => null) // the next news tries again
  if (answer?.ok) take(await answer.text())
}
