// What the page says by itself: one polite voice, counts at most every ten seconds; the timer; the state of the line.
const EVERY = 10_000;
const QUIET = "net-works quiet";

export function announcer(words) {
  const region = document.getElementById("say");
  let waiting = 0;
  let last = 0;
  let timer = 0;
  const toggle = document.getElementById("announce");
  const remembered = () => {
    try {
      return localStorage.getItem(QUIET) === "yes";
    } catch {
      return false;
    }
  };
  if (toggle) {
    toggle.checked = !remembered();
    toggle.addEventListener("change", () => {
      try {
        localStorage.setItem(QUIET, toggle.checked ? "no" : "yes");
      } catch {
        // Without a store it holds for this page.
      }
    });
  }
  function tell() {
    timer = 0;
    if (!waiting) return;
    last = Date.now();
    region.textContent = words.newAnswers.replace("#", waiting);
    waiting = 0;
  }
  return {
    now(text) {
      if (text) region.textContent = text;
    },
    answers(count) {
      if (toggle && !toggle.checked) return;
      waiting += count;
      if (!timer) timer = setTimeout(tell, Math.max(0, last + EVERY - Date.now()));
    },
  };
}

// The time that is left, by the server's clock: `now` is what it showed when it drew the page, `extra` this person's own seconds.
export function clock(now, words, say, extra = 0) {
  const began = performance.now();
  const server = () => now + (performance.now() - began) / 1000;
  let told = "";
  function look() {
    for (const element of document.querySelectorAll("[data-ends]")) {
      const left = Number(element.dataset.ends) + extra - server();
      const text = left <= 0 ? words.over : left < 60 ? words.lastMinute : words.minutes.replace("#", Math.ceil(left / 60));
      if (element.textContent !== text) element.textContent = text;
      const key = `${element.dataset.ends}${text}`;
      if (left > 0 && left < 60 && told !== key) {
        told = key;
        say.now(words.lastMinute);
      }
    }
    for (const element of document.querySelectorAll("[data-begins]")) {
      const at = new Date(Number(element.dataset.begins) * 1000);
      const shown = at.toLocaleString(document.documentElement.lang, {
        weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", timeZoneName: "short",
      });
      element.textContent = element.dataset.says.replace("#", shown);
    }
  }
  look();
  setInterval(look, 5_000);
  return { look, server };
}

export async function testLine(url) {
  const element = document.getElementById("line");
  element.hidden = false;
  element.textContent = element.dataset.test;
  const began = performance.now();
  const told = document.documentElement.dataset;
  const tell = (text) => told.live || (element.textContent = text); // unless the stream has said more by now
  try {
    await (await fetch(url, { cache: "no-store", headers: { Accept: "application/json" } })).json();
    tell(performance.now() - began < 1_500 ? element.dataset.works : element.dataset.slow);
  } catch {
    tell(element.dataset.broken);
  }
}
