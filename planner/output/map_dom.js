"use strict";

// Words, numbers and elements. Words from files reach the page as text nodes only.

const LANGUAGE = document.documentElement.lang;
const WORDS = JSON.parse(document.getElementById("words").textContent);
const LOCALE = LANGUAGE === "nl" ? "nl-NL" : "en-GB";
const MONEY = new Intl.NumberFormat(LOCALE, { style: "currency", currency: "EUR" });

function number(value, digits) {
  return new Intl.NumberFormat(LOCALE, { minimumFractionDigits: digits || 0, maximumFractionDigits: digits ?? 2 })
    .format(value);
}

// Marks around a name from a file, so that its writing direction stays its own.
function apart(name) {
  return `\u2068${name}\u2069`;
}

// A code such as a service has reads as words.
function spaced(code) {
  return code.replaceAll("_", " ");
}

// The form without a kind of thing (“site {name}”) that the name itself begins with.
function kindOnce(form, values) {
  for (const [name, value] of Object.entries(values)) {
    const kind = new RegExp(`(\\p{L}+ )?\\p{L}+ (?=[“‘\u2068]*\\{${name}\\})`, "u").exec(form);
    const said = String(value).replace(/^[“‘\u2068]+/, "").toLowerCase();
    for (const words of kind ? [kind[0], kind[0].slice((kind[1] || "").length)] : []) {
      if (!said.startsWith(words.toLowerCase())) continue;
      const end = kind.index + kind[0].length;
      form = form.slice(0, end - words.length) + form.slice(end);
      break;
    }
  }
  return form;
}

function say(key, values = {}) {
  const forms = WORDS[key];
  const form = forms.length > 1 && values.count !== 1 ? forms[1] : forms[0];
  return kindOnce(form, values).replace(/\{(\w+)\}/g, (_, name) => {
    const value = values[name];
    return typeof value === "number" ? number(value) : String(value);
  });
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child != null && child !== false));
  return element;
}

function node(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

function drawing(tag, attributes = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

function named(name) {
  // Only a word that fits nowhere may be broken anywhere.
  const long = name.split(/\s+/).some((word) => word.length > 24);
  return node("bdi", { class: long ? "long" : null }, name);
}

// A table of names and values; an empty value leaves its row out.
function facts(rows) {
  return node("dl", {}, rows.filter(([, value]) => value != null && value !== "")
    .map(([name, value]) => node("div", {}, node("dt", {}, name), node("dd", {}, value))));
}

function calm() {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}

function planMapOptions() {
  const moving = !calm();
  return {
    center: [52, 5], zoom: 8, zoomSnap: 0.1, zoomDelta: 0.5,
    zoomAnimation: moving, fadeAnimation: moving, markerZoomAnimation: moving, inertia: moving,
  };
}
