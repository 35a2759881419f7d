// The plots of one run, and what the buttons do.
const run = JSON.parse(document.getElementById('run').textContent);
const chosen = { latency: 'log', share: 'stacked', machine: 'in all' };

// A run that only watched knows of somebody else's load what the instances count.
const own = highest(run.sent) > 0;

function load(parent) {
  const data = [run.t, run.offered];
  const series = [{ label: t('offered'), stroke: css('offered'), fill: css('offered-fill') }];
  if (own) {
    data.push(run.sent);
    series.push({ label: t('sent'), stroke: css('sent'), width: 2 });
  }
  else if (!some(run.offered)) {
    return;
  }
  // Records of older versions do not have it.
  if (some(run.answered)) {
    data.push(run.answered);
    series.push({ label: t('answered'), stroke: css('sent'), width: 1, dash: [1, 2] });
  }
  if (highest(run.errors) > 0) {
    data.push(run.well);
    series[1] = { ...series[1], width: 1, dash: [3, 3] };
    series.push({ label: t('answered well'), stroke: css('sent'), fill: css('answered-fill'), width: 2 });
  }
  const add = (label, values, colour, dash) => {
    data.push(values);
    series.push({ label: t(label), stroke: css(colour), paths: stepped, dash });
  };
  if (run.capacity) {
    add('one instance takes', run.t.map(() => run.capacity), 'one', [2, 3]);
    if (some(run.desired)) {
      add('desired take', times(run.desired, run.capacity), 'desired', [6, 3]);
    }
    if (some(run.ready)) {
      add('ready take', times(run.ready, run.capacity), 'ready');
    }
  }
  plot(parent, { title: 'Load', about: t('requests per second'), data, series, height: 200, unit: (value) => number(value, value < 10 ? 1 : 0), hooks: { draw: [phases] } });
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
    series: wanted.map((name) => ({ label: t(name), paths: stepped, ...look[name] })),
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
    series: [{ label: t('max'), stroke: css('max'), width: 1, dash: [1, 2] }, { label: 'p99', stroke: css('p99'), width: 1.8 }, { label: 'p50', stroke: css('p50'), width: 1.8, dash: [8, 3] }],
    unit: duration, tick: (value) => duration(value).replace(/\.?0+ s$/, ' s'), height: 200, buttons: toggle('latency', ['log', 'linear']),
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
  const series = [{ label: t('failed'), stroke: css('errors'), fill: css('errors'), paths: bars, width: 0 }];
  if (highest(run.refused) > 0) {
    data.push(run.refused);
    series.push({ label: t('answered 503'), stroke: css('rejected'), fill: css('rejected'), paths: bars, width: 0 });
  }
  plot(parent, { title: 'Errors', about: t('failed requests per second'), data, series, height: 110, unit: (value) => number(value, 1), hooks: { draw: [phases] } });
}

/** Areas over each other; the legend shows what each adds. */
function stacked(layers) {
  const sums = run.t.map(() => 0);
  const heights = layers.map((layer) => layer.values.map((value, i) => (sums[i] += value ?? 0)));
  // The highest sum is drawn first and the others over it.
  return {
    data: [run.t, ...heights.reverse()],
    series: [...layers].reverse().map((layer) => ({ label: layer.label, stroke: css('card'), width: run.t.length > 600 ? 0 : 0.7, fill: layer.fill, raw: layer.values, paths: stepped })),
  };
}

function share(parent) {
  if (!run.instances.some((each) => some(each.requests))) {
    return;
  }
  const fair = chosen.share === 'of fair';
  const named = run.instances.map((each, i) => ({ ...each, label: each.short ?? t('others'), index: i }));
  const spec = {
    title: 'Share of each instance', about: t(fair ? '1 is a fair share' : 'requests per second, stacked'), height: 200,
    buttons: toggle('share', ['stacked', 'of fair']), hooks: { draw: [phases] },
  };
  if (fair) {
    spec.data = [run.t, ...named.map((each) => each.fair)];
    spec.series = named.map((each) => ({ label: each.label, stroke: colourOf(each.index), dash: dashOf(each.index) }));
    spec.unit = (value) => (absent(value) ? '–' : value.toFixed(2));
    spec.range = (u, min, max) => [0, Math.max(1.3, Math.min(3, (max ?? 1) * 1.05))];
    spec.hooks.draw.push((plot) => horizontal(plot, 1, css('muted'), t('fair')));
  }
  else {
    Object.assign(spec, stacked(named.map((each) => ({ label: each.label, values: each.requests, fill: colourOf(each.index) }))));
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
    data: [run.t, run.metric], series: [{ label: t('metric'), stroke: css('metric'), width: 1.8 }], unit: (value) => number(value, 2),
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
    series: measured.map((each) => ({ label: each.short ?? t('others'), stroke: colourOf(each.index), dash: dashOf(each.index) })), unit: (value) => number(value, digits),
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
    percentiles([{ label: t('latency at most'), points: run.percentiles, stroke: css('p99') }], run.slo);
  });
}

begin(run.t.length > 1 ? [run.t[0], run.t.at(-1) + run.step] : null, draw);
