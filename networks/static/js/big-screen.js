/* The big screen follows the session, never sleeps where the browser allows it, and says when its line is broken. */
import { follow } from "./live-page.js"

const SIZES = [1, 0.94, 0.88, 0.82, 0.76, 0.7, 0.64, 0.58, 0.52, 0.46, 0.4, 0.35, 0.3]
const stage = document.querySelector(".stage")

/** Draw what is long smaller, until all of it can be read without scrolling. */
function fit() {
  for (const size of SIZES) {
    stage.style.setProperty("--fit", size)
    if (stage.scrollHeight <= stage.clientHeight + 1) break
  }
}

follow(document.querySelector("[data-big-screen]"))
document.addEventListener("replaced", fit)
addEventListener("resize", fit)
document.fonts.ready.then(fit)
fit()

async function stayAwake() {
  try { await navigator.wakeLock?.request("screen") } catch { /* not now: the device decides */ }
}
document.addEventListener("visibilitychange", () => { if (!document.hidden) stayAwake() })
stayAwake()
