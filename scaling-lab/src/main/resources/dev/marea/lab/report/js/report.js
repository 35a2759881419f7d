// The plots of one run, and what the buttons do.
const run = JSON.parse(document.getElementById('run').textContent);
const chosen = { latency: 'log', share: 'stacked', machine: 'in all' };

// A run that only watched knows of somebody else's load what the instances count.
const own = highest(run.sent) > 0;

function load(parent) {
  if (!own && !some(run.offered)) {
    return;
  }
  const data = [run.t];
  const series = [];
  const add = (values, more) => {
    data.push(values);
    series.push(more);
  };
  const capacity = (instances) => (run.capacity && some(instances) ? times(instances, run.capacity) : null);
  const ready = capacity(run.ready);
  const desired = capacity(run.desired);
  // The bands have figures and a place in the legend, and no curve of their own.
  const look = { stroke: 'transparent', width: 0, paths: () => null, figures: ['min', 'max'] };
  if (ready) {
    add(ready, { name: 'capacity, ready', ...look, swatch: picture.capacity() });
  }
  if (desired) {
    add(desired, { name: 'capacity, desired', ...look, swatch: picture.pending() });
  }
  add(run.offered, { name: 'offered', stroke: css('offered'), width: 3.5 });
  if (own) {
    add(run.sent, { name: 'sent', stroke: css('sent'), width: 1.8 });
  }
  // Records of older versions do not have it.
  if (some(run.answered)) {
    add(run.answered, { name: 'answered', stroke: css('sent'), width: 1, dash: [1, 2] });
  }
  if (own && highest(run.errors) > 0) {
    add(run.well, { name: 'answered well', stroke: css('well'), width: 1.5, dash: [6, 3] });
  }
  const bands = (plot) => {
    const shown = (values, name) => values && !isHidden('Load', { name });
    const served = shown(ready, 'capacity, ready') ? ready : run.t.map(() => 0);
    band(plot, served, [], run.step, { fill: 'capacity' });
    if (shown(desired, 'capacity, desired')) {
      band(plot, desired, served, run.step, { fill: 'pending', line: 'pending-line' });
    }
  };
  plot(parent, {
    title: 'Load', about: t('requests per second') + (run.capacity ? `; ${t('one instance serves')} ${number(run.capacity, 1)}/s` : ''),
    data, series, height: 220, unit: (value) => number(value, value < 10 ? 1 : 0), hooks: { drawAxes: [bands], draw: [phases] },
  });
}

function instances(parent) {
  const wanted = ['need', 'desired', 'ready'].filter((name) => some(run[name]));
  if (wanted.length === 0) {
    return;
  }
  const look = { need: { stroke: css('need'), fill: css('need-fill'), width: 1 }, desired: { stroke: css('desired'), dash: [6, 3], width: 2 }, ready: { stroke: css('ready'), width: 2 } };
  const marks = markOf(run.events);
  const said = element('p', { class: 'said', 'aria-live': 'polite' });
  const top = Math.max(...wanted.map((name) => highest(run[name])));
  plot(parent, {
    title: 'Instances', about: t('needed, desired and ready'), data: [run.t, ...wanted.map((name) => run[name])],
    series: wanted.map((name) => ({ name, paths: stepped, ...look[name] })), figures: ['min', 'max'],
    height: 180, range: () => [0, Math.max(2, top * 1.1 + 0.9)], axis: { incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000] },
    hooks: {
      draw: [phases, (plot) => run.events.forEach((event, i) => marks[i] && mark(plot, marks[i], event.t, plot.bbox.top + 7 * devicePixelRatio))],
      setCursor: [(plot) => sayNear(plot, run.events.filter((event) => !['phase', 'started'].includes(event.kind)), said)],
    },
    key: key(['up', 'down', 'crashed'].filter((name) => marks.includes(name)).map((name) => [picture[name](), MARKS[name].text])),
    said,
  });
  sayNear({ cursor: { left: -1 } }, [], said);
}

function latency(parent) {
  if (!some(run.p99)) {
    return;
  }
  const log = chosen.latency === 'log';
  const floor = run.p50.concat(run.p99).reduce((least, value) => (value > 0 ? Math.min(least, value) : least), run.slo.p99);
  plot(parent, {
    title: 'Latency', about: `${t('from the intended start of each request')}; ${t('seconds outside the SLO are shaded')}`,
    data: [run.t, run.max, run.p99, run.p50],
    series: [{ name: 'max', stroke: css('max'), width: 1, dash: [1, 2] }, { label: 'p99', stroke: css('p99'), width: 1.8 }, { label: 'p50', stroke: css('p50'), width: 1.8, dash: [8, 3] }],
    figures: ['min', 'max'],
    unit: duration, tick: short, height: 200, buttons: toggle('latency', ['log', 'linear']),
    scale: log ? { distr: 3 } : {},
    axis: log ? { splits: (u, i, min, max) => decades(min, max), filter: (u, splits) => splits } : {},
    range: log ? () => [floor * 0.7, Math.max(run.slo.p99, highest(run.max), highest(run.p99)) * 1.4]
      : (u, min, max) => [0, Math.max(run.slo.p99, max ?? 0) * 1.12],
    hooks: {
      drawAxes: [(plot) => shade(plot, run.violated, run.step)],
      draw: [phases, (plot) => horizontal(plot, run.slo.p99, css('slo'), `SLO p99 ≤ ${duration(run.slo.p99)}`)],
    },
  });
}

function errors(parent) {
  if (!own) {
    return;
  }
  if (highest(run.errors) === 0) {
    parent.append(element('section', { class: 'plot' }, element('header', {}, element('h2', {}, t('Errors')), element('p', {}, t('no request failed')))));
    return;
  }
  const data = [run.t, run.errors];
  const series = [{ name: 'failed', stroke: css('errors'), fill: css('errors'), paths: bars, width: 0 }];
  if (highest(run.refused) > 0) {
    data.push(run.refused);
    series.push({ name: 'answered 503', stroke: css('rejected'), fill: css('rejected'), paths: bars, width: 0 });
  }
  plot(parent, { title: 'Errors', about: t('failed requests per second'), data, series, height: 110, unit: (value) => number(value, 1), figures: run.step === 1 ? ['total', 'max'] : ['max'], step: run.step, hooks: { draw: [phases] } });
}

/** An instance, or the sum of those without a line of their own. */
function nameOf(instance) {
  return instance.short ? { label: instance.short } : { name: 'others' };
}

/** Areas over each other without the hidden ones; the legend shows what each adds. */
function stacked(title, layers) {
  const sums = run.t.map(() => 0);
  const heights = layers.map((layer) => layer.values.map((value, i) => (sums[i] += isHidden(title, layer) ? 0 : value ?? 0)));
  // The highest sum is drawn first and the others over it.
  return {
    data: [run.t, ...heights.reverse()],
    series: [...layers].reverse().map((layer) => ({ label: layer.label, name: layer.name, stroke: css('card'), width: run.t.length > 600 ? 0 : 0.7, fill: layer.fill, raw: layer.values, paths: stepped })),
  };
}

function share(parent) {
  if (!run.instances.some((each) => some(each.requests))) {
    return;
  }
  const fair = chosen.share === 'of fair';
  const named = run.instances.map((each, i) => ({ ...each, index: i }));
  const spec = {
    title: 'Share of each instance', about: t(fair ? '1 is a fair share' : 'requests per second, stacked'), height: 200,
    buttons: toggle('share', ['stacked', 'of fair']), hooks: { draw: [phases] },
  };
  if (fair) {
    spec.data = [run.t, ...named.map((each) => each.fair)];
    spec.series = named.map((each) => ({ ...nameOf(each), stroke: colourOf(each.index), dash: dashOf(each.index) }));
    spec.figures = ['min', 'max'];
    spec.unit = (value) => number(value, 2, 2);
    spec.range = (u, min, max) => [0, Math.max(1.3, Math.min(3, (max ?? 1) * 1.05))];
    spec.hooks.draw.push((plot) => horizontal(plot, 1, css('muted'), t('fair')));
  }
  else {
    Object.assign(spec, stacked(spec.title, named.map((each) => ({ ...nameOf(each), values: each.requests, fill: colourOf(each.index) }))));
    spec.unit = (value) => number(value, value < 10 ? 1 : 0);
  }
  plot(parent, spec);
}

function autoscaler(parent) {
  if (!some(run.metric)) {
    return;
  }
  const target = run.target;
  plot(parent, {
    title: 'What the autoscaler saw', about: run.metricName ?? t('its metric and the target'), height: 150,
    data: [run.t, run.metric], series: [{ name: 'metric', stroke: css('metric'), width: 1.8 }], unit: (value) => number(value, 2),
    range: (u, min, max) => [0, Math.max(max ?? 1, target ?? 0) * 1.15],
    hooks: { draw: [phases, (plot) => target && horizontal(plot, target, css('target'), `${t('target')} ${number(target, 3)}`)] },
  });
}

/** What each instance used: a plot for each thing that was measured. */
function used(parent, what, title, about, { least = 0.2, digits = 2, scale = 1 } = {}) {
  const measured = run.instances.map((each, i) => ({ ...each, index: i })).filter((each) => some(each[what]));
  if (measured.length === 0) {
    return;
  }
  plot(parent, {
    title, about: t(about), height: 150, data: [run.t, ...measured.map((each) => times(each[what], scale))],
    series: measured.map((each) => ({ ...nameOf(each), stroke: colourOf(each.index), dash: dashOf(each.index) })), unit: (value) => number(value, digits),
    range: (u, min, max) => [0, Math.max(least, (max ?? 0) * 1.1)], hooks: { draw: [phases] },
  });
}

const usage = [
  (parent) => used(parent, 'cpu', 'CPU of each instance', 'cores'),
  (parent) => used(parent, 'throttled', 'CPU throttling of each instance', 'seconds per second that its CPU limit held it up, summed over processors'),
  (parent) => used(parent, 'memory', 'Memory of each instance', 'MiB', { least: 1, digits: 1, scale: 1 / 2 ** 20 }),
];

/** Where the run entered another part of itself. */
function phases(plot) {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.strokeStyle = css('muted');
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([devicePixelRatio, 3 * devicePixelRatio]);
  run.events.filter((event) => event.kind === 'phase').forEach((event) => {
    const x = plot.valToPos(event.t, 'x', true);
    if (x > bbox.left && x < bbox.left + bbox.width) {
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
    }
  });
  ctx.restore();
}

function draw() {
  redraw((parent) => {
    if (starved()) {
      parent.append(key([[picture.starved(), 'seconds in which this machine lacked CPU, in every plot']]));
    }
    [load, instances, (at) => run.lanes.length && lanes(at, run), latency, errors, machine, lateness, share, autoscaler, ...usage].forEach((each) => each(parent));
    percentiles([{ name: 'latency at most', points: run.percentiles, stroke: css('p99') }], run.slo);
    histogram(run.histogram, run.slo);
  });
}

begin(run.t.length > 1 ? [run.t[0], run.t.at(-1) + run.step] : null, draw);
