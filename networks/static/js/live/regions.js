// Put what the stream tells into the page. Fields that somebody is filling in are never replaced, focus stays where it is.

export function fragment(html) {
  const template = document.createElement("template");
  template.innerHTML = html; // drawn by the server, which escapes what people wrote
  return template.content;
}

const isBusy = (region) => [...region.querySelectorAll("textarea, input:not([type=hidden]), select")].some((field) => field === document.activeElement);

// Something by which an element is found again in a newly drawn region.
function signOf(element) {
  if (element.id) return `#${CSS.escape(element.id)}`;
  if (element.dataset.meToo) return `[data-me-too="${CSS.escape(element.dataset.meToo)}"]`;
  const href = element.getAttribute("href");
  return href ? `a[href="${CSS.escape(href)}"]` : null;
}

// Replace regions. A region with `data-own` looks after its fields itself (the form of an answer keeps its words). `keep(name, region, fresh)` may return true to leave a region as it is.
export function put(regions, keep = () => false) {
  for (const [name, html] of Object.entries(regions || {})) {
    const region = document.querySelector(`[data-live="${CSS.escape(name)}"]`);
    if (!region) continue;
    const fresh = fragment(html);
    if (keep(name, region, fresh)) continue;
    if (isBusy(region) && region.dataset.own === undefined) {
      offer(region, html);
      continue;
    }
    replace(region, fresh);
  }
}

function replace(region, fresh) {
  const focused = region.contains(document.activeElement) ? document.activeElement : null;
  const sign = focused && signOf(focused);
  region.replaceChildren(fresh);
  if (!focused) return;
  const again = sign && region.querySelector(sign);
  if (again) again.focus({ preventScroll: true });
  else region.dispatchEvent(new CustomEvent("focuslost", { bubbles: true }));
}

// The region is drawn anew once its field is left.
function offer(region, html) {
  region.waiting = html;
  if (region.offered) return;
  region.offered = true;
  region.addEventListener("focusout", () => {
    setTimeout(() => {
      if (region.waiting === undefined || isBusy(region)) return;
      replace(region, fragment(region.waiting));
      region.waiting = undefined;
    });
  });
}

// Add newly arrived things on top of lists; return how many were new.
export function add(lists) {
  let count = 0;
  for (const [name, items] of Object.entries(lists || {})) {
    const list = document.querySelector(`[data-list="${CSS.escape(name)}"]`);
    if (!list) continue;
    for (const html of [...items].reverse()) {
      const item = fragment(html).firstElementChild;
      if (!item || document.getElementById(item.id)) continue;
      item.classList.add("arrives");
      list.prepend(item);
      count += 1;
    }
    const most = Number(list.dataset.most) || 20;
    for (const old of [...list.children].slice(most)) if (!old.contains(document.activeElement)) old.remove();
    if (list.children.length) for (const empty of document.querySelectorAll(`[data-empty="${CSS.escape(name)}"]`)) empty.remove();
  }
  return count;
}

export function counts(numbers) {
  for (const [name, number] of Object.entries(numbers || {}))
    for (const element of document.querySelectorAll(`[data-count="${CSS.escape(name)}"]`))
      element.textContent = element.dataset.says ? element.dataset.says.replace("#", number) : number;
}
