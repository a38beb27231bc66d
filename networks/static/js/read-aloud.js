// Read a text aloud with the voices of the reader's device. A button names what it reads:
//   <button data-read="ID of the element" hidden>
// It stays hidden where the device has no voice for the text's language. Long texts are cut at sentences, because
// some devices fall silent after a quarter of a minute.
const speech = window.speechSynthesis;

function voiceFor(lang) {
  const base = lang.toLowerCase().split("-")[0];
  return speech.getVoices().find((voice) => voice.lang.toLowerCase().replace("_", "-").split("-")[0] === base);
}

function languageOf(element) {
  return element.closest("[lang]")?.lang || document.documentElement.lang;
}

function sentences(text, lang) {
  const clean = text.replace(/\s+/g, " ").trim();
  if (!window.Intl?.Segmenter) return clean.match(/[^.!?…]+[.!?…]*/g) || [];
  return [...new Intl.Segmenter(lang, { granularity: "sentence" }).segment(clean)].map((part) => part.segment);
}

// In easy reading another wording may stand in the place of the first: its id ends in "-plain".
function whatToRead(button) {
  const id = button.dataset.read;
  const seen = (element) => element && element.getClientRects().length > 0;
  const first = document.getElementById(id);
  const plain = document.getElementById(`${id}-plain`);
  return !seen(first) && seen(plain) ? plain : first;
}

// The pieces of an element in the order of reading, each with its language.
function* pieces(element) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let lang = null;
  let text = "";
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (parent.closest("[aria-hidden=true], [hidden], button") || !parent.getClientRects().length) continue;
    const here = languageOf(parent);
    if (here !== lang && text.trim()) {
      yield { lang, text };
      text = "";
    }
    lang = here;
    text += walker.currentNode.data + (getComputedStyle(parent).display === "inline" ? "" : " ");
  }
  if (text.trim()) yield { lang, text };
}

function rest() {
  speech.cancel();
  for (const button of document.querySelectorAll("[data-read][aria-pressed=true]")) button.setAttribute("aria-pressed", "false");
}

function read(button) {
  const was = button.getAttribute("aria-pressed") === "true";
  rest();
  if (was) return;
  const element = whatToRead(button);
  const parts = [...pieces(element)].flatMap(({ lang, text }) => sentences(text, lang).map((sentence) => ({ lang, sentence })));
  button.setAttribute("aria-pressed", "true");
  parts.forEach(({ lang, sentence }, index) => {
    const utterance = new SpeechSynthesisUtterance(sentence);
    utterance.lang = lang;
    utterance.voice = voiceFor(lang) || null;
    utterance.rate = 0.9;
    if (index === parts.length - 1) utterance.onend = () => button.setAttribute("aria-pressed", "false");
    speech.speak(utterance);
  });
}

function show() {
  for (const button of document.querySelectorAll("button[data-read]")) {
    const element = whatToRead(button);
    button.hidden = !element || !voiceFor(languageOf(element));
  }
}

if (speech) {
  speech.addEventListener?.("voiceschanged", show);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-read]");
    if (button) read(button);
  });
  document.addEventListener("htmx:afterSettle", show);
  window.addEventListener("pagehide", rest);
  show();
}
