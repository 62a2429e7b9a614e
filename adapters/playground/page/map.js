// The district as a drawing: polygons, streets and their names; and the sheet to pick a point on it.

import { h, icon, s } from "/page/dom.js";
import { stay } from "/page/forms.js";

// Metres on a flat map around the gazetteer's middle; the y axis points down as in SVG.
const MIDDLE = { latitude: 45.54, longitude: -73.62 };
const PER_DEGREE = 111320;
const SHRINK = Math.cos((MIDDLE.latitude * Math.PI) / 180);

const x = (longitude) => (longitude - MIDDLE.longitude) * PER_DEGREE * SHRINK;
const y = (latitude) => (MIDDLE.latitude - latitude) * PER_DEGREE;
const longitudeAt = (east) => MIDDLE.longitude + east / (PER_DEGREE * SHRINK);
const latitudeAt = (south) => MIDDLE.latitude - south / PER_DEGREE;

const FIRST_UNIT = 6.5; // metres that a pixel shows at first
const NEAREST = 300; // metres of map that the narrowest view still shows
const WIDEST = 60000;
const NEAR_NAME = 160; // metres within which a point is called by a known place

const path = (ring) => `M${ring.map(([longitude, latitude]) => `${x(longitude).toFixed(0)} ${y(latitude).toFixed(0)}`).join("L")}`;

function rings(geometry) {
  const polygons = geometry.type === "MultiPolygon" ? geometry.coordinates : [geometry.coordinates];
  return polygons.flat();
}

function ground(setting) {
  return setting.areas.features.map((area, at) =>
    s("path", { class: `area shade-${at % 5}`, d: rings(area.geometry).map((ring) => `${path(ring)}Z`).join("") }));
}

function areaNames(setting) {
  return setting.areas.features.map((area) => {
    const [ring] = rings(area.geometry);
    const [east, south] = centre(ring);
    return name("area-name", (area.properties.name ?? "").replace(/^[\d-]+/, ""), { east, south, turn: 0, rank: 0 });
  });
}

function centre(ring) {
  let twice = 0;
  let east = 0;
  let south = 0;
  ring.forEach(([longitude, latitude], at) => {
    const [nextLongitude, nextLatitude] = ring[(at + 1) % ring.length];
    const cross = x(longitude) * y(nextLatitude) - x(nextLongitude) * y(latitude);
    twice += cross;
    east += (x(longitude) + x(nextLongitude)) * cross;
    south += (y(latitude) + y(nextLatitude)) * cross;
  });
  return [east / (3 * twice), south / (3 * twice)];
}

function streets(setting) {
  return setting.streets.map((street) => s("path", { class: `street ${street.kind}`, d: path(street.line) }));
}

function streetNames(setting) {
  const ranks = { primary: 1, secondary: 2 };
  return setting.streets.map((street) => {
    const [from, to] = longestStretch(street.line);
    const turn = (Math.atan2(to[1] - from[1], to[0] - from[0]) * 180) / Math.PI;
    const at = { east: (from[0] + to[0]) / 2, south: (from[1] + to[1]) / 2, turn: turn > 90 || turn < -90 ? turn + 180 : turn, rank: ranks[street.kind] ?? 3 };
    return name(`street-name ${street.kind}`, street.name.replace(/^Avenue /, "Av. ").replace(/^Boulevard /, "Boul. "), at);
  });
}

function longestStretch(line) {
  const spots = line.map(([longitude, latitude]) => [x(longitude), y(latitude)]);
  const stretches = spots.slice(1).map((to, at) => [spots[at], to]);
  const long = ([from, to]) => Math.hypot(to[0] - from[0], to[1] - from[1]);
  return stretches.reduce((best, stretch) => (long(stretch) > long(best) ? stretch : best));
}

function name(kind, text, at) {
  const transform = `translate(${at.east.toFixed(0)} ${at.south.toFixed(0)}) rotate(${at.turn.toFixed(1)})`;
  const element = s("text", { class: kind, transform, dy: "0.34em" }, text);
  return Object.assign(element, { at });
}

// Names that would lie over one another are left out, the lesser one each time.
function declutter(drawing, unit) {
  const ranked = [...drawing.querySelectorAll("text")].sort((one, other) => one.at.rank - other.at.rank);
  const most = unit > 20 ? 0 : unit > 9 ? 1 : unit > 5 ? 2 : 3;
  const taken = [];
  for (const element of ranked) {
    const spots = element.at.rank > most ? [] : beads(element, unit);
    const free = spots.length && !spots.some((spot) => taken.some((other) => Math.hypot(spot[0] - other[0], spot[1] - other[1]) < spot[2] + other[2]));
    element.style.display = free ? "" : "none";
    if (free) taken.push(...spots);
  }
}

// The room that a name takes, as a string of beads: [east, south, radius] in metres.
function beads(element, unit) {
  const size = (element.at.rank ? 10 : 13) * unit;
  const half = element.textContent.length * size * 0.27;
  const turn = (element.at.turn * Math.PI) / 180;
  const count = Math.max(2, Math.ceil((2 * half) / size));
  return Array.from({ length: count + 1 }, (_, number) => {
    const along = -half + (2 * half * number) / count;
    return [element.at.east + along * Math.cos(turn), element.at.south + along * Math.sin(turn), size * 0.62];
  });
}

function parks(setting) {
  return setting.places.filter((place) => place.kind === "park").map((place) =>
    s("circle", { class: "park", cx: x(place.longitude).toFixed(0), cy: y(place.latitude).toFixed(0), r: place.name === "Parc Jarry" ? "260" : "70" }));
}

function pin() {
  return s("g", { class: "pin" }, s("path", { d: "M0 0C-3-8-10-13-10-21a10 10 0 0 1 20 0C10-13 3-8 0 0z" }), s("circle", { cx: "0", cy: "-21", r: "4" }));
}

/** A small map around a point, for a message. */
export function thumbnail(setting, latitude, longitude) {
  const [east, south] = [x(longitude), y(latitude)];
  const mark = pin();
  mark.setAttribute("transform", `translate(${east} ${south}) scale(2.2)`);
  const drawing = s("svg", { class: "map small-map", viewBox: `${east - 400} ${south - 250} 800 450`, role: "img", "aria-label": `Map around ${latitude.toFixed(5)}, ${longitude.toFixed(5)}` },
    ground(setting), parks(setting), streets(setting), streetNames(setting), mark);
  drawing.style.setProperty("--unit", String(800 / 260));
  declutter(drawing, 800 / 260);
  return drawing;
}

/** Let the person pick a point. Resolves to {latitude, longitude}, or null. */
export function pickPlace(slot, setting, title, send) {
  return new Promise((resolve) => new Picker(slot, setting, title, send, resolve));
}

class Picker {
  constructor(slot, setting, title, send, resolve) {
    this.setting = setting;
    this.resolve = resolve;
    this.spot = null;
    this.mark = pin();
    this.mark.style.display = "none";
    this.drawing = s("svg", { class: "map", role: "application", tabindex: "0", "aria-label": "Map of the district. Click to choose a point; arrow keys move, plus and minus zoom, Enter chooses the middle.",
      onpointerdown: (event) => this.grab(event), onpointermove: (event) => this.drag(event), onpointerup: (event) => this.drop(event),
      onwheel: (event) => { event.preventDefault(); this.zoom(event.deltaY > 0 ? 1.25 : 0.8, this.pointOf(event)); }, onkeydown: (event) => this.key(event) },
    ground(setting), parks(setting), streets(setting), areaNames(setting), streetNames(setting), this.mark);
    this.words = h("p", { class: "spot-words", "aria-live": "polite" }, "Click on the map, or choose a place.");
    this.send = h("button", { type: "button", class: "primary", disabled: true, "data-do": "send-place", onclick: () => this.close(this.spot) }, send);
    this.search = h("input", { type: "search", placeholder: "Find a corner or a place", "aria-label": "Find a corner or a place", "data-field": "place", oninput: () => this.list() });
    this.places = h("ul", { class: "places" });
    this.root = h("div", { class: "sheet-back" }, h("div", { class: "sheet picker", role: "dialog", "aria-modal": "true", "aria-label": title, onkeydown: (event) => stay(event, () => this.close(null)) },
      h("header", {}, h("h3", {}, title), h("button", { type: "button", class: "tool", "aria-label": "Close", "data-do": "close", onclick: () => this.close(null) }, icon("close"))),
      h("div", { class: "picker-body" },
        h("div", { class: "map-frame", "data-map": "picker" }, this.drawing, this.zoomButtons()),
        h("div", { class: "picker-side" }, this.search, this.places)),
      h("footer", { class: "sheet-foot" }, this.words, this.send)));
    slot.append(this.root);
    const [width, height] = [this.drawing.clientWidth * FIRST_UNIT, this.drawing.clientHeight * FIRST_UNIT];
    this.view = { x: -width / 2 - 300, y: -height / 2 - 150, width, height };
    this.list();
    this.frame();
    this.search.focus();
  }

  zoomButtons() {
    const button = (label, sign, factor) => h("button", { type: "button", "aria-label": label, onclick: () => this.zoom(factor) }, sign);
    return h("div", { class: "zoom" }, button("Nearer", "+", 0.6), button("Wider", "−", 1 / 0.6));
  }

  list() {
    const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
    const wanted = plain(this.search.value).split(/[\s/&,]+/).filter(Boolean);
    const fitting = this.setting.places.filter((place) => wanted.every((word) => plain(`${place.name} ${place.in}`).includes(word))).slice(0, 60);
    this.places.replaceChildren(...fitting.map((place) => h("li", {}, h("button", { type: "button", "data-place": place.name, onclick: () => this.choose(place, place.name) },
      h("b", {}, place.kind === "station" ? `Station ${place.name}` : place.name), h("small", {}, place.in)))));
    if (!fitting.length) this.places.replaceChildren(h("li", { class: "none" }, "No such place in the demo’s district"));
  }

  choose({ latitude, longitude }, name) {
    this.spot = { latitude: Number(latitude.toFixed(6)), longitude: Number(longitude.toFixed(6)) };
    this.words.replaceChildren(icon("pin"), h("b", {}, name ?? this.near() ?? "A point of the map"), ` ${this.spot.latitude.toFixed(5)}, ${this.spot.longitude.toFixed(5)}`);
    this.mark.style.display = "";
    this.send.disabled = false;
    if (name) this.centre();
    this.frame();
  }

  near() {
    const metres = (place) => Math.hypot(x(place.longitude) - x(this.spot.longitude), y(place.latitude) - y(this.spot.latitude));
    const nearest = this.setting.places.reduce((best, place) => (!best || metres(place) < metres(best) ? place : best), null);
    return nearest && metres(nearest) < NEAR_NAME ? `Near ${nearest.name}` : null;
  }

  centre() {
    const width = Math.min(this.view.width, this.drawing.clientWidth * 2.5);
    const height = (width * this.view.height) / this.view.width;
    this.view = { x: x(this.spot.longitude) - width / 2, y: y(this.spot.latitude) - height / 2, width, height };
  }

  frame() {
    const { x: left, y: top, width, height } = this.view;
    this.drawing.setAttribute("viewBox", `${left} ${top} ${width} ${height}`);
    const unit = width / Math.max(1, this.drawing.clientWidth);
    this.drawing.style.setProperty("--unit", String(unit));
    declutter(this.drawing, unit);
    if (this.spot) this.mark.setAttribute("transform", `translate(${x(this.spot.longitude)} ${y(this.spot.latitude)}) scale(${unit * 1.1})`);
  }

  zoom(factor, around = [this.view.x + this.view.width / 2, this.view.y + this.view.height / 2]) {
    const width = Math.min(WIDEST, Math.max(NEAREST, this.view.width * factor));
    const real = width / this.view.width;
    this.view = { x: around[0] - (around[0] - this.view.x) * real, y: around[1] - (around[1] - this.view.y) * real, width, height: this.view.height * real };
    this.frame();
  }

  pointOf(event) {
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(this.drawing.getScreenCTM().inverse());
    return [point.x, point.y];
  }

  grab(event) {
    this.held = { at: this.pointOf(event), moved: false, start: [event.clientX, event.clientY] };
    this.drawing.setPointerCapture(event.pointerId);
  }

  drag(event) {
    if (!this.held) return;
    if (Math.hypot(event.clientX - this.held.start[0], event.clientY - this.held.start[1]) > 4) this.held.moved = true;
    if (!this.held.moved) return;
    const [east, south] = this.pointOf(event);
    this.view.x += this.held.at[0] - east;
    this.view.y += this.held.at[1] - south;
    this.frame();
  }

  drop(event) {
    const held = this.held;
    this.held = null;
    if (!held || held.moved) return;
    const [east, south] = this.pointOf(event);
    this.choose({ latitude: latitudeAt(south), longitude: longitudeAt(east) });
  }

  key(event) {
    const step = this.view.width / 10;
    const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
    if (moves[event.key]) {
      this.view.x += moves[event.key][0];
      this.view.y += moves[event.key][1];
      this.frame();
    } else if (event.key === "+" || event.key === "=") this.zoom(0.6);
    else if (event.key === "-") this.zoom(1 / 0.6);
    else if (event.key === "Enter") this.choose({ latitude: latitudeAt(this.view.y + this.view.height / 2), longitude: longitudeAt(this.view.x + this.view.width / 2) });
    else return;
    event.preventDefault();
  }

  close(spot) {
    this.root.remove();
    this.resolve(spot);
  }
}
