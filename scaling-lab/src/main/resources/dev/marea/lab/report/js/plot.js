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

/**
 * A section with a heading, the plot, and whatever belongs beneath it.
 * spec: {title, about, series, data, height, unit(value), range(), scale, hooks, buttons, key, label}
 */
function plot(parent, spec) {
  const section = element('section', { class: 'plot' });
  const heading = element('header', {}, element('h2', {}, t(spec.title)), element('p', {}, spec.about));
  (spec.buttons ?? []).forEach((button) => heading.append(button));
  const box = element('div', { tabindex: '0', role: 'img', 'aria-label': spec.label ?? t(spec.title) });
  section.append(heading, box);
  parent.append(section);
  const axis = { stroke: css('muted'), grid: { stroke: css('grid'), width: 1 }, ticks: { stroke: css('grid'), width: 1, size: 4 }, font: '11px system-ui, sans-serif' };
  const narrow = box.clientWidth < 480;
  const options = {
    width: Math.max(240, box.clientWidth), height: spec.height ?? 170, legend: { live: true, show: spec.legend ?? true, markers: { dash: (u, i) => (u.series[i].dash ? 'dashed' : 'solid') } },
    padding: [8, 18, 0, 0],
    scales: {
      x: { time: false, range: (u, min, max) => (min === null || (min === u.data[0][0] && max === u.data[0].at(-1)) ? span : [Math.max(span[0], min), Math.min(span[1], max)]) },
      y: { range: spec.range ?? ((u, min, max) => [0, Math.max(1, max * 1.12)]), ...(spec.scale ?? {}) },
    },
    axes: [
      { ...axis, size: 26, incrs: [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 43200, 86400], space: narrow ? 58 : 70, values: (u, values) => values.map((value) => clock(value, span[1] - span[0])) },
      { ...axis, size: narrow ? 52 : 60, space: 26, values: (u, values) => values.map((value) => (value === null ? '' : (spec.tick ?? spec.unit ?? number)(value))), ...(spec.axis ?? {}) },
    ],
    series: [{ label: 's', value: (u, value) => (absent(value) ? '–' : clock(value, span[1] - span[0])) }, ...spec.series.map((series) => ({
      width: 1.5, points: { show: false }, spanGaps: false,
      value: (u, value) => (series.raw ? (spec.unit ?? number)(series.raw[u.cursor.idx] ?? null) : (spec.unit ?? number)(value)), ...series,
    }))],
    cursor: { sync: { key: 'run', scales: ['x', null], setSeries: false }, drag: { x: true, y: false, dist: 5 }, points: { size: 6 }, y: false },
    hooks: { ...spec.hooks, drawAxes: [(plot) => backdrop(plot), ...(spec.hooks?.drawAxes ?? [])], setCursor: [...(spec.hooks?.setCursor ?? []), sayTime] },
  };
  const made = new uPlot(options, spec.data, box);
  keys(box, made);
  plots.push(made);
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

function horizontal(plot, value, colour, text) {
  const { ctx, bbox } = plot;
  const y = plot.valToPos(value, 'y', true);
  if (y < bbox.top || y > bbox.top + bbox.height) {
    return;
  }
  ctx.save();
  ctx.strokeStyle = ctx.fillStyle = colour;
  ctx.lineWidth = 1.2 * devicePixelRatio;
  ctx.setLineDash([5 * devicePixelRatio, 4 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
  ctx.textAlign = 'right';
  ctx.textBaseline = 'bottom';
  ctx.fillText(text, bbox.left + bbox.width - 4 * devicePixelRatio, y - 2 * devicePixelRatio);
  ctx.restore();
}
