// One plot on the common time axis.
const css = (name) => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
const COLOURS = 10;
const colourOf = (index) => css('i' + index % COLOURS);
// The tenth instance and those after it are told apart by dashes as well.
const dashOf = (index) => (index < COLOURS ? undefined : [6, 2 + 2 * Math.floor(index / COLOURS)]);

const stepped = (...args) => uPlot.paths.stepped({ align: 1 })(...args);
const bars = (...args) => uPlot.paths.bars({ size: [0.9, 40], align: 1 })(...args);

function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    node.setAttribute(key, value);
  }
  node.append(...children);
  return node;
}

const plots = [];
let span = [0, 1];
// What every plot has behind its curves.
let backdrop = () => {};

function zoom(min, max) {
  plots.forEach((plot) => plot.setScale('x', { min, max }));
}

// Curves that the reader has hidden; a page that is loaded again shows all.
const hidden = new Set();
const keyOf = (title, series) => `${title}/${series.name ?? series.label}`;
const isHidden = (title, series) => hidden.has(keyOf(title, series));

/** A small picture of a curve: its line with its dashes, its fill, or both. */
function swatch(series) {
  if (series.swatch) {
    return series.swatch;
  }
  const fill = series.fill ? `<rect y="2" width="15" height="8" fill="${series.fill}"/>` : '';
  return (series.width === 0 || series.raw) ? fill
    : `${fill}<path stroke="${series.stroke}" stroke-width="2" ${series.dash ? `stroke-dasharray="${series.dash.map((each) => Math.min(each, 4)).join(' ')}"` : ''} d="M0 ${series.fill ? 2 : 6}h15"/>`;
}

/**
 * The names of curves with their figures; each entry is a button that hides its curve.
 * entries: {key, label, swatch}
 */
function legend(entries) {
  const list = element('ul', { class: 'legend' });
  const figures = entries.map((entry) => {
    const said = element('span', { class: 'figures' });
    const button = element('button', { type: 'button', 'aria-pressed': String(!hidden.has(entry.key)), 'data-key': entry.key, title: t('show or hide') });
    button.innerHTML = `<svg viewBox="0 0 15 12" aria-hidden="true">${entry.swatch}</svg>`;
    button.append(element('span', { class: 'name' }, entry.label), ' ', said);
    button.addEventListener('click', () => {
      if (!hidden.delete(entry.key)) {
        hidden.add(entry.key);
      }
      page.draw();
    });
    list.append(element('li', {}, button));
    return said;
  });
  return { list, figures };
}

const STATISTICS = {
  min: (values) => Math.min(...values),
  max: (values) => Math.max(...values),
  mean: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
  total: (values, step) => values.reduce((sum, value) => sum + value, 0) * step,
};

/** Figures of a curve over the shown time, such as "mean 81 · max 160". */
function statistics(plot, values, names, unit) {
  const { min, max } = plot.scales.x;
  const shown = values.filter((value, i) => !absent(value) && plot.data[0][i] >= min && plot.data[0][i] <= max);
  return shown.length ? names.map((name) => `${t(name)} ${unit(STATISTICS[name](shown, plot.step))}`).join(' · ') : '–';
}

/**
 * A section with a heading, the plot, and whatever belongs beneath it.
 * spec: {title, about, series, data, height, unit(value), range(), scale, hooks, buttons, key, label, figures, step}
 * A series has a name, which is translated, or a label, which is not.
 */
function plot(parent, spec) {
  const unit = spec.unit ?? number;
  const curves = spec.series.map((series) => ({ ...series, label: series.name ? t(series.name) : series.label }));
  const { list, figures } = legend(curves.map((series) => ({ key: keyOf(spec.title, series), label: series.label, swatch: swatch(series) })));
  let whole = [];
  const say = (plot) => curves.forEach((series, i) => {
    const at = plot.cursor.left < 0 ? null : plot.cursor.idx;
    figures[i].textContent = absent(at) ? whole[i] : unit((series.raw ?? plot.data[i + 1])[at]);
    figures[i].classList.toggle('now', !absent(at));
  });
  const count = (plot) => {
    plot.step = spec.step ?? 1;
    whole = curves.map((series, i) => statistics(plot, series.raw ?? plot.data[i + 1], series.figures ?? spec.figures ?? ['mean', 'max'], unit));
    say(plot);
  };
  const section = element('section', { class: 'plot' });
  const heading = element('header', {}, element('h2', {}, t(spec.title)), element('p', {}, spec.about));
  (spec.buttons ?? []).forEach((button) => heading.append(button));
  const box = element('div', { tabindex: '0', role: 'img', 'aria-label': spec.label ?? t(spec.title), 'data-key': spec.title });
  section.append(heading, box);
  parent.append(section);
  const axis = { stroke: css('muted'), grid: { stroke: css('grid'), width: 1 }, ticks: { stroke: css('grid'), width: 1, size: 4 }, font: '11px system-ui, sans-serif' };
  const narrow = box.clientWidth < 480;
  const options = {
    width: Math.max(240, box.clientWidth), height: spec.height ?? 170, legend: { show: false },
    padding: [8, 18, 0, 0],
    scales: {
      x: { time: false, range: (u, min, max) => (min === null || (min === u.data[0][0] && max === u.data[0].at(-1)) ? span : [Math.max(span[0], min), Math.min(span[1], max)]) },
      y: { range: spec.range ?? ((u, min, max) => [0, Math.max(1, max * 1.12)]), ...(spec.scale ?? {}) },
    },
    axes: [
      { ...axis, size: 26, incrs: [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200, 86400], space: narrow ? 58 : 70, values: (u, values) => values.map((value) => clock(value, span[1] - span[0])) },
      { ...axis, size: narrow ? 52 : 60, space: 26, values: (u, values) => values.map((value) => (value === null ? '' : (spec.tick ?? spec.unit ?? number)(value))), ...(spec.axis ?? {}) },
    ],
    series: [{}, ...curves.map((series) => ({ width: 1.5, points: { show: false }, spanGaps: false, show: !isHidden(spec.title, series), ...series }))],
    cursor: { sync: { key: 'run', scales: ['x', null], setSeries: false }, drag: { x: true, y: false, dist: 5 }, points: { size: 6 }, y: false },
    hooks: { ...spec.hooks, drawAxes: [(plot) => backdrop(plot), ...(spec.hooks?.drawAxes ?? [])], setCursor: [...(spec.hooks?.setCursor ?? []), sayTime, say], setScale: [(plot, scale) => scale === 'x' && count(plot)] },
  };
  const made = new uPlot(options, spec.data, box);
  keys(box, made);
  plots.push(made);
  count(made);
  if (spec.legend ?? true) {
    section.append(list);
  }
  if (spec.key || spec.said) {
    section.append(element('div', { class: 'beneath' }, ...[spec.key, spec.said].filter(Boolean)));
  }
  return made;
}

/** The time at the cursor, once for all plots. */
function sayTime(plot) {
  const idx = plot.cursor.left < 0 ? null : plot.cursor.idx;
  document.getElementById('at').textContent = absent(idx) ? '' : clock(plot.data[0][idx], span[1] - span[0]);
}

/** Arrow keys move the cursor of all plots, + and - zoom, 0 shows the whole run. */
function keys(box, plot) {
  box.addEventListener('keydown', (event) => {
    const { min, max } = plot.scales.x;
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step) {
      const idx = Math.min(plot.data[0].length - 1, Math.max(0, (plot.cursor.idx ?? plot.data[0].findIndex((x) => x >= min)) + step * (event.shiftKey ? 10 : 1)));
      plots.forEach((each) => each.setCursor({ left: each.valToPos(plot.data[0][idx], 'x'), top: 10 }));
    }
    else if (event.key === '+' || event.key === '-') {
      const middle = plot.cursor.idx === null || plot.cursor.idx === undefined ? (min + max) / 2 : plot.data[0][plot.cursor.idx];
      const half = (max - min) * (event.key === '+' ? 0.25 : 1);
      zoom(Math.max(span[0], middle - half), Math.min(span[1], middle + half));
    }
    else if (event.key === '0' || event.key === 'Escape') {
      zoom(...span);
    }
    else {
      return;
    }
    event.preventDefault();
  });
}

/** First and last index of each range in which a condition held. */
function ranges(flags) {
  const found = [];
  flags.forEach((flag, i) => {
    if (flag && i && flags[i - 1]) {
      found.at(-1)[1] = i;
    }
    else if (flag) {
      found.push([i, i]);
    }
  });
  return found;
}

/** Fills the ranges of time in which a condition held, hatched so that it needs no colour. */
function shade(plot, flags, step, look = { fill: 'breach', line: 'breach-line' }) {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  const x = plot.data[0];
  for (const [first, last] of ranges(flags)) {
    const from = plot.valToPos(x[first], 'x', true);
    const to = plot.valToPos(x[last] + step, 'x', true);
    ctx.fillStyle = css(look.fill);
    ctx.fillRect(from, bbox.top, to - from, bbox.height);
    hatch(ctx, from, bbox.top, to - from, bbox.height, css(look.line), look.falling);
  }
  ctx.restore();
}

/**
 * Fills a band between two columns where the upper one is higher, without a line: what could be served is no load.
 * look: a fill, and the colour of the hatching if it has one
 */
function band(plot, upper, lower, step, look) {
  const { ctx, bbox } = plot;
  const x = plot.data[0];
  const area = new Path2D();
  for (let i = 0; i < x.length; i++) {
    if ((upper[i] ?? 0) > (lower[i] ?? 0)) {
      const from = plot.valToPos(x[i], 'x', true);
      const top = plot.valToPos(upper[i], 'y', true);
      // Half a pixel more, so that no seam is seen between two points.
      area.rect(from, top, plot.valToPos(x[i] + step, 'x', true) - from + 0.5, plot.valToPos(lower[i] ?? 0, 'y', true) - top);
    }
  }
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.fillStyle = css(look.fill);
  ctx.fill(area);
  if (look.line) {
    ctx.clip(area);
    hatch(ctx, bbox.left, bbox.top, bbox.width, bbox.height, css(look.line));
  }
  ctx.restore();
}

function hatch(ctx, left, top, width, height, colour, falling = false) {
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, width, height);
  ctx.clip();
  ctx.strokeStyle = colour;
  ctx.lineWidth = devicePixelRatio;
  ctx.beginPath();
  for (let x = left - height; x < left + width; x += 7 * devicePixelRatio) {
    ctx.moveTo(x, falling ? top : top + height);
    ctx.lineTo(x + height, falling ? top + height : top);
  }
  ctx.stroke();
  ctx.restore();
}

/** A dashed line across the plot at a value of y, with its text at the right. */
function horizontal(plot, value, colour, text) {
  const { left, top, width, height } = plot.bbox;
  const y = plot.valToPos(value, 'y', true);
  if (y >= top && y <= top + height) {
    const end = left + width;
    guide(plot.ctx, colour, [left, y], [end, y], text, { x: end - 4 * devicePixelRatio, y: y - 2 * devicePixelRatio, align: 'right', baseline: 'bottom' });
  }
}

/** The same at a value of x, with its text at the side that has more room. */
function vertical(plot, value, colour, text) {
  const { left, top, width, height } = plot.bbox;
  const x = plot.valToPos(value, 'x', true);
  if (x >= left && x <= left + width) {
    const before = x > left + width / 2;
    guide(plot.ctx, colour, [x, top], [x, top + height], text, { x: x + (before ? -4 : 4) * devicePixelRatio, y: top + 2 * devicePixelRatio, align: before ? 'right' : 'left', baseline: 'top' });
  }
}

function guide(ctx, colour, from, to, text, { x, y, align, baseline }) {
  ctx.save();
  ctx.strokeStyle = ctx.fillStyle = colour;
  ctx.lineWidth = 1.2 * devicePixelRatio;
  ctx.setLineDash([5 * devicePixelRatio, 4 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(...from);
  ctx.lineTo(...to);
  ctx.stroke();
  ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
  ctx.textAlign = align;
  ctx.textBaseline = baseline;
  ctx.fillText(text, x, y);
  ctx.restore();
}
