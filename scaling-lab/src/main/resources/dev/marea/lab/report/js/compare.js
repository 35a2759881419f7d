// Two runs over each other: A solid, B dashed.
const runs = JSON.parse(document.getElementById('run').textContent);
const chosen = { latency: 'log' };
const look = [{ name: 'A', stroke: 'p50', width: 2 }, { name: 'B', stroke: 'p99', width: 2, dash: [6, 3] }];

/** One column of both runs on their common time. */
function both(column) {
  return uPlot.join(runs.map((run) => [run.t, run[column]]));
}

function curves(parent, column, spec, more = {}) {
  if (!runs.some((run) => some(run[column]))) {
    return;
  }
  plot(parent, {
    data: both(column), series: look.map((each) => ({ label: each.name, stroke: css(each.stroke), width: each.width, dash: each.dash, spanGaps: true, ...more })), ...spec,
  });
}

function draw() {
  const slo = runs[0].slo;
  const log = chosen.latency === 'log';
  const latencies = runs.flatMap((run) => run.p99).filter((value) => value > 0);
  const worst = Math.max(slo.p99, highest(latencies));
  redraw((parent) => {
    curves(parent, 'offered', { title: 'Load', about: t('offered') + ', ' + t('requests per second'), unit: (value) => number(value, value < 10 ? 1 : 0) });
    curves(parent, 'ready', { title: 'Instances', about: t('ready'), figures: ['min', 'max'], range: (u, min, max) => [0, Math.max(2, (max ?? 0) * 1.15)], axis: { incrs: [1, 2, 5, 10, 20, 50, 100, 1000] } }, { paths: stepped });
    curves(parent, 'p99', {
      title: 'Latency', about: 'p99', figures: ['min', 'max'], unit: duration, height: 200, buttons: toggle('latency', ['log', 'linear']),
      scale: log ? { distr: 3 } : {}, axis: log ? { splits: (u, i, min, max) => decades(min, max), filter: (u, splits) => splits } : {},
      range: log ? () => [Math.min(slo.p99, ...latencies) * 0.7, worst * 1.4] : () => [0, worst * 1.12],
      hooks: { draw: [(u) => horizontal(u, slo.p99, css('slo'), `SLO p99 ≤ ${duration(slo.p99)}`)] },
    });
    curves(parent, 'errors', { title: 'Errors', about: t('failed requests per second'), unit: (value) => number(value, 1), height: 120 });
    curves(parent, 'metric', { title: 'What the autoscaler saw', about: runs[0].metricName ?? '', unit: (value) => number(value, 2), height: 150 });
    percentiles(runs.map((run, i) => ({ label: look[i].name, points: run.percentiles, stroke: css(look[i].stroke), dash: look[i].dash })), slo);
  });
}

const spanned = runs.flatMap((run) => (run.t.length ? [run.t[0], run.t.at(-1) + run.step] : []));
begin(spanned.length > 1 ? [Math.min(...spanned), Math.max(...spanned)] : null, draw);
