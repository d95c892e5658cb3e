// Lines as the server reads them, and what it says of each.
const BREAK = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/u;
const LETTERS = /[\p{L}\p{N}]/gu;
const UNSPACED = /[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\u{20000}-\u{2fa1f}]/u;
const SHOWN = 60;

export const tidy = (line) => line.split(/\s+/u).filter(Boolean).join(" ");
export const split = (text) => text.split(BREAK).map(tidy).filter(Boolean);
export const isMany = (text) => BREAK.test(text.trim());
export const same = (one, other) => tidy(one).toLowerCase() === tidy(other).toLowerCase();
export const length = (line) => [...line].length;
export const short = (line) => (length(line) > SHOWN ? `${[...line].slice(0, SHOWN).join("")}…` : line);

// A single letter or mere punctuation is in nearly every message.
export function says(line) {
  const letters = line.match(LETTERS) || [];
  if (letters.length) return letters.length > 1 || UNSPACED.test(letters[0]);
  return /[^\p{P}\p{Z}]/u.test(line);
}

export function made(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}
