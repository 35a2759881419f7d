// What every page does: choices, theme, language, paper.
const some = (values) => Boolean(values) && values.some((value) => !absent(value));
const times = (values, factor) => values.map((value) => (absent(value) ? null : value * factor));
const highest = (values) => values.reduce((most, value) => Math.max(most, value ?? 0), 0);

function toggle(what, options) {
  return options.map((option) => {
    const button = element('button', { type: 'button', 'aria-pressed': String(chosen[what] === option) }, t(option));
    button.addEventListener('click', () => {
      chosen[what] = option;
      page.draw();
    });
    return button;
  });
}

/** 1, 2 and 5 of every power of ten. */
function decades(min, max) {
  const values = [];
  for (let power = Math.floor(Math.log10(min)); power <= Math.log10(max); power++) {
    values.push(...[1, 2, 5].map((digit) => digit * 10 ** power).filter((value) => value >= min && value <= max));
  }
  return values;
}

const page = { draw: () => {} };

/** Draws all plots anew and keeps what part of the time is shown. */
function redraw(add) {
  const kept = plots.length ? plots[0].scales.x : null;
  const view = kept ? [kept.min, kept.max] : null;
  const parent = document.getElementById('plots');
  parent.style.minHeight = parent.offsetHeight + 'px';
  plots.splice(0).forEach((plot) => plot.destroy());
  parent.replaceChildren();
  add(parent);
  parent.style.minHeight = '';
  if (view && (view[0] !== span[0] || view[1] !== span[1])) {
    zoom(...view);
  }
  for (const each of document.querySelectorAll('[data-t]')) {
    each.textContent = t(each.dataset.t);
  }
}

function theme(name) {
  document.documentElement.dataset.theme = name;
}

/** Shows the page; without a range of time there is nothing to draw. */
function begin(range, draw) {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const asked = new URLSearchParams(location.search);
  theme(asked.get('theme') ?? (dark.matches ? 'dark' : 'light'));
  if (range) {
    span = range;
    page.draw = draw;
    document.getElementById('whole').addEventListener('click', () => zoom(...span));
  }
  dark.addEventListener('change', () => {
    theme(dark.matches ? 'dark' : 'light');
    page.draw();
  });
  buttons(asked.get('lang') === 'es');
  page.draw();
  let width = innerWidth;
  addEventListener('resize', () => {
    if (innerWidth !== width) {
      width = innerWidth;
      page.draw();
    }
  });
  paper();
}

function buttons(spanish) {
  const language = document.getElementById('language');
  const themes = document.getElementById('theme');
  themes.hidden = language.hidden = false;
  themes.addEventListener('click', () => {
    theme(document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark');
    page.draw();
  });
  const turn = () => {
    const es = document.documentElement.lang !== 'es';
    speak(es ? 'es' : 'en');
    language.textContent = es ? 'English' : 'Español';
    language.lang = es ? 'en' : 'es';
  };
  language.addEventListener('click', () => {
    turn();
    page.draw();
  });
  if (spanish) {
    turn();
  }
}

/** Paper is white and as wide as a page. */
function paper() {
  let shown;
  addEventListener('beforeprint', () => {
    shown = document.documentElement.dataset.theme;
    theme('light');
    document.body.classList.add('paper');
    page.draw();
  });
  addEventListener('afterprint', () => {
    document.body.classList.remove('paper');
    theme(shown);
    page.draw();
  });
}
