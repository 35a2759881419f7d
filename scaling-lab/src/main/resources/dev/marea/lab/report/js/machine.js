// The machine that the lab ran on: how busy it was, and with what.
const starved = () => Boolean(run.machine?.starved.includes(1));
const percents = (value) => number(absent(value) ? value : value * 100, 0) + (absent(value) ? '' : ' %');

// Hatched the other way than seconds outside the SLO, so that both are seen in one.
backdrop = (plot) => starved() && shade(plot, run.machine.starved, run.step, { fill: 'starved', line: 'starved-line', falling: true });

/** Its processes with their cores, those of others last. */
function processes() {
  const layers = run.machine.processes.map((each, i) => ({
    label: each.name ?? `${each.more} ${t('more of the run')}`, values: each.cores, fill: each.name ? colourOf(i) : css('max'),
  }));
  return some(run.machine.others) ? [...layers, { name: 'everything else', label: t('everything else'), values: run.machine.others, fill: css('offered') }] : layers;
}

function machine(parent) {
  if (!run.machine || !some(run.machine.busy)) {
    return;
  }
  const { busy, stolen, pressure, processors } = run.machine;
  const layers = processes();
  const said = element('p', { class: 'said', 'aria-live': 'polite' });
  const spec = {
    title: 'Machine', height: 150, said, label: machineInWords(), buttons: layers.length ? toggle('machine', ['in all', 'by process']) : [],
    hooks: { draw: [phases], setCursor: [(plot) => sayCores(plot, layers, said)] },
  };
  if (chosen.machine === 'by process' && layers.length) {
    Object.assign(spec, stacked(spec.title, layers), { about: t('cores that each process uses'), unit: (value) => number(value, 2), range: (u, min, max) => [0, Math.max(processors, max ?? 0) * 1.05] });
  }
  else {
    const busyHidden = isHidden(spec.title, { name: 'CPU busy' });
    const taken = busy.map((value, i) => (absent(value) ? null : (busyHidden ? 0 : value) + (stolen[i] ?? 0)));
    // Busy is drawn over the sum, so that what is seen of it is stolen.
    const shown = [
      { values: taken, name: 'stolen', raw: stolen, stroke: 'transparent', fill: css('errors'), width: 0, paths: stepped, off: !some(stolen) },
      { values: busy, name: 'CPU busy', stroke: css('busy'), fill: css('busy-fill'), width: 1.5, paths: stepped },
      { values: pressure, name: 'waiting for CPU', stroke: css('ink'), width: 1, dash: [2, 3], off: !some(pressure) },
    ].filter((each) => !each.off);
    spec.about = t('share of the processors that is in use, share of the time in which something waits for one');
    spec.data = [run.t, ...shown.map((each) => each.values)];
    spec.series = shown.map(({ values, off, ...series }) => series);
    spec.unit = percents;
    spec.range = () => [0, 1.05];
  }
  plot(parent, spec);
  sayCores({ cursor: { left: -1 } }, layers, said);
}

/** What the lane shows, for those who do not see it. */
function machineInWords() {
  const at = (i) => clock(run.t[i], span[1] - span[0]);
  const all = ranges(run.machine.starved);
  const times = all.slice(0, 20).map(([first, last]) => `${at(first)} – ${clock(run.t[last] + run.step, span[1] - span[0])}`).join(', ') + (all.length > 20 ? ', …' : '');
  return `${t('Machine')}: ${t('CPU busy')} ${t('max')} ${percents(highest(run.machine.busy))}; ${t('lacked CPU')}: ${times || t('never')}`;
}

/** Which processes used most at the cursor, in words beneath the plot. */
function sayCores(plot, layers, into) {
  const idx = plot.cursor.left < 0 ? null : plot.cursor.idx;
  into.replaceChildren();
  if (absent(idx)) {
    into.append(t('point at the plot to read which process uses the CPU'));
    return;
  }
  const most = layers.map((layer) => ({ label: layer.label, cores: layer.values[idx] })).filter((each) => each.cores > 0)
    .sort((a, b) => b.cores - a.cores).slice(0, 5).map((each) => `${each.label} ${number(each.cores, 2)}`).join(', ');
  into.append(element('b', {}, clock(run.t[idx], 0) + (run.machine.starved[idx] ? ' ' + t('lacked CPU') : '')), `: ${most} ${most && t('cores')}`);
}

/** How late the generator was: a part of every latency that is not the service's. */
function lateness(parent) {
  if (!run.machine || !some(run.machine.late)) {
    return;
  }
  plot(parent, {
    title: 'Load generator', about: t('how late it sends requests, p99; latencies include it'), height: 110,
    data: [run.t, run.machine.late], series: [{ name: 'late', stroke: css('busy'), fill: css('busy-fill') }], unit: duration,
    range: (u, min, max) => [0, Math.max(0.11, (max ?? 0) * 1.1)], hooks: { draw: [phases] },
  });
}
