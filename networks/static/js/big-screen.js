/* The big screen follows the session, never sleeps where the browser allows it, and says when its line is broken. */
import { follow } from "./live-page.js"

follow(document.querySelector("[data-big-screen]"))

async function stayAwake() {
  try { await navigator.wakeLock?.request("screen") } catch { /* not now: the device decides */ }
}
document.addEventListener("visibilitychange", () => { if (!document.hidden) stayAwake() })
stayAwake()
