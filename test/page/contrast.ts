/** Measures what is drawn: which words stand out too little from what is behind them. */
import type { Page as Window } from 'playwright-core';

/** As WCAG 2.2 AA asks: 4.5 to 1, or 3 to 1 for large letters. Runs in the browser; colours are read off a canvas. */
const MEASURE = `(() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (top, under) => [0, 1, 2].map((at) => top[at] * top[3] + under[at] * (1 - top[3])).concat(1);
  const behind = (element) => {
    const layers = [];
    for (let each = element; each; each = each.parentElement) layers.push(rgba(getComputedStyle(each).backgroundColor));
    return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255, 1]);
  };
  const channel = (value) => (value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const isRead = (element) =>
    [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== '') &&
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
    !element.closest('.sr-only, :disabled, [aria-hidden=true], style');
  const read = [...document.querySelectorAll('body *')].filter(isRead);
  const weak = read.flatMap((element) => {
    const { color, fontSize, fontWeight } = getComputedStyle(element);
    const ground = behind(element);
    const [a, b] = [light(over(rgba(color), ground)), light(ground)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    const px = Number.parseFloat(fontSize);
    const isLarge = px >= 24 || (px >= 18.66 && Number(fontWeight) >= 700);
    return ratio < (isLarge ? 3 : 4.5) ? [ratio.toFixed(2) + ' ' + element.textContent.trim().slice(0, 40)] : [];
  });
  return { read: read.length, weak };
})()`;

export async function contrastOf(window: Window): Promise<{ readonly read: number; readonly weak: readonly string[] }> {
  return await window.evaluate(MEASURE);
}
