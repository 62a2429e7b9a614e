// Building the page's elements, always from texts and never from markup.

const SVG = "http://www.w3.org/2000/svg";

/** An element with attributes (those named on... are listeners) and children. */
export function h(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** The same for drawings. */
export function s(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class" || name.startsWith("data-") || name.startsWith("aria-")) element.setAttribute(name, String(value));
    else if (name in element && typeof value !== "string") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Rebuild what an element holds, only if what it shows has changed. Tells whether it did. */
export function redraw(element, shown, build) {
  const key = JSON.stringify(shown);
  if (element.shownKey === key) return false;
  const focus = focusWithin(element);
  element.shownKey = key;
  element.replaceChildren(...[build()].flat(Infinity).filter(Boolean));
  if (focus) element.querySelector(focus)?.focus({ preventScroll: true });
  return true;
}

// A selector that finds the focused element again after its parent was rebuilt.
function focusWithin(element) {
  const active = document.activeElement;
  if (!active || !element.contains(active)) return null;
  const steps = [];
  for (let at = active; at && at !== element; at = at.parentElement) {
    for (const name of ["data-button", "data-message", "data-chat", "data-person", "data-do"]) {
      const value = at.getAttribute(name);
      if (value !== null) steps.unshift(`[${name}="${CSS.escape(value)}"]`);
    }
  }
  return steps.length ? steps.join(" ") : null;
}

const KEPT = new Set(["B", "STRONG", "I", "EM", "U", "S", "CODE", "PRE", "BLOCKQUOTE", "BR", "SPAN"]);

/** The platform's HTML, rebuilt from the few tags that a message may have. */
export function markup(html, openLink) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  return copy(parsed.body, openLink);
}

function copy(node, openLink) {
  return [...node.childNodes].map((child) => {
    if (child.nodeType === Node.TEXT_NODE) return document.createTextNode(child.data);
    if (child.nodeType !== Node.ELEMENT_NODE) return null;
    if (child.tagName === "A") return link(child, openLink);
    if (child.tagName === "TG-SPOILER") return h("span", { class: "spoiler" }, copy(child, openLink));
    if (KEPT.has(child.tagName)) return h(child.tagName.toLowerCase(), {}, copy(child, openLink));
    return copy(child, openLink);
  }).flat(Infinity).filter(Boolean);
}

function link(anchor, openLink) {
  const url = anchor.getAttribute("href") ?? "";
  return h("button", { type: "button", class: "link", title: url, onclick: () => openLink(url) }, copy(anchor, openLink));
}

const PATHS = {
  send: "M3 11.5 21 3l-6.5 18-3-7.5z",
  attach: "M20 11.5 12.5 19a5 5 0 0 1-7-7l8-8a3.4 3.4 0 0 1 4.8 4.8l-8 8a1.7 1.7 0 0 1-2.4-2.4l7-7",
  plus: "M12 5v14M5 12h14",
  slash: "M5 4h14a1 1 0 0 1 1 1v14a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1zM14 8l-4 8",
  pin: "M12 21s-6.5-6.2-6.5-11a6.5 6.5 0 0 1 13 0c0 4.8-6.5 11-6.5 11zM12 12a2 2 0 1 0 0-4 2 2 0 0 0 0 4z",
  lock: "M7 11h10v8H7zM9 11V8a3 3 0 0 1 6 0v3",
  close: "M6 6l12 12M18 6 6 18",
  reply: "M10 8 5 13l5 5M5 13h9a5 5 0 0 1 5 5",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  play: "M8 5v14l11-7z",
  pause: "M8 5v14M16 5v14",
  next: "M6 5l9 7-9 7zM18 5v14",
  eye: "M2 12s4-6.5 10-6.5S22 12 22 12s-4 6.5-10 6.5S2 12 2 12zM12 14.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
  picture: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.5 9.5h.01",
  file: "M7 3h7l4 4v14H7zM14 3v4h4",
  bin: "M5 7h14M9 7V4h6v3M7 7l1 13h8l1-13",
  link: "M14 5h5v5M19 5l-8 8M17 14v5H5V7h5",
  keyboard: "M3 7h18v10H3zM7 10h.01M11 10h.01M15 10h.01M8 14h8",
};

/** A line icon; the button around it carries the name. */
export function icon(name) {
  return s("svg", { class: `icon icon-${name}`, viewBox: "0 0 24 24", "aria-hidden": "true" }, s("path", { d: PATHS[name] }));
}

/** Up to two initials of a name. */
export function initials(name) {
  const words = name.replace(/[^\p{L}\p{N} ]/gu, " ").trim().split(/\s+/);
  return ((words[0]?.[0] ?? "?") + (words.length > 1 ? words.at(-1)[0] : "")).toUpperCase();
}

const tints = new Map(); // name: which colour; the first eight names differ

/** A round picture of somebody: initials on a colour that stays theirs. */
export function avatar(name, extra = "") {
  if (!tints.has(name)) tints.set(name, (tints.size * 3) % 8);
  return h("span", { class: `avatar tint-${tints.get(name)} ${extra}`, "aria-hidden": "true" }, initials(name));
}

/** A bot's round picture: the lamp. */
export function lamp(extra = "") {
  return h("img", { class: `avatar lamp ${extra}`, src: "/page/lamp.svg", alt: "" });
}

/** The time of day in the reader's zone. */
export function clock(seconds) {
  return new Date(seconds * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false });
}

/** A size in words. */
export function size(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1048576 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1048576).toFixed(1)} MB`;
}
