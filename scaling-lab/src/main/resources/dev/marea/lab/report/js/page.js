// What every page does: choices, theme, language, paper.
const some = (values) => Boolean(values) && values.some((value) => !absent(value));
const times = (values, factor) => values.map((value) => (absent(value) ? null : value * factor));
const highest = (values) => values.reduce((most, value) => Math.max(most, value ?? 0), 0);

function toggle(what, options) {
  return options.map((option) => {
    const button = element('button', { type: 'button', 'aria-pressed': String(chosen[what] === option), 'data-key': `${what}/${option}` }, t(option));
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

/** Draws all plots anew; keeps the shown part of the time and the keyboard's focus. */
function redraw(add) {
  const focused = document.activeElement?.dataset.key;
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
  if (focused) {
    [...document.querySelectorAll('[data-key]')].find((each) => each.dataset.key === focused)?.focus({ preventScroll: true });
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
  buttons(asked.get('lang') ?? preferred());
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

/** The first of the browser's languages that the page has. */
function preferred() {
  return navigator.languages.map((each) => each.toLowerCase().split('-')[0]).find((each) => each in LOCALES);
}

function buttons(wanted) {
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
  if (wanted === 'es') {
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
