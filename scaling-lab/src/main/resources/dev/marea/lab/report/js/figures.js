// Figures as the tables write them: 84 ms, 1.42 s, 23,412; in Spanish 1,42 s and 23.412.
const LOCALES = { en: 'en-US', es: 'es' };
const formats = new Map();
const absent = (value) => value === null || value === undefined || Number.isNaN(value);

/** A number with at most so many decimals, and at least so many. */
function number(value, digits = 0, least = 0) {
  if (absent(value)) {
    return '–';
  }
  const key = `${language} ${digits} ${least}`;
  if (!formats.has(key)) {
    // Spanish groups four digits only if asked to; the tables do.
    formats.set(key, new Intl.NumberFormat(LOCALES[language], { minimumFractionDigits: least, maximumFractionDigits: digits, useGrouping: 'always' }));
  }
  return formats.get(key).format(value);
}

function duration(seconds) {
  if (absent(seconds)) {
    return '–';
  }
  if (seconds < 0.9995) {
    return number(seconds * 1000, seconds < 0.00995 ? 1 : 0) + ' ms';
  }
  const digits = seconds < 9.995 ? 2 : 1;
  return number(seconds, digits, digits) + ' s';
}

/** A duration without decimals that are zero, for axes: 2 s instead of 2.00 s. */
function short(seconds) {
  return duration(seconds).replace(/[.,]?0+ s$/, ' s');
}

/** Time since the run's start: 84 s, 12:30 min from ten minutes on, 1:05 h from two hours on. */
function clock(seconds, span) {
  const pad = (part) => String(Math.floor(part)).padStart(2, '0');
  const sign = seconds < 0 ? '−' : '';
  const whole = Math.abs(seconds);
  if (span < 600) {
    return sign + number(whole, 1) + ' s';
  }
  return (span < 7200) ? sign + Math.floor(whole / 60) + ':' + pad(whole % 60)
    : sign + Math.floor(whole / 3600) + ':' + pad(whole % 3600 / 60) + (span < 14400 ? ':' + pad(whole % 60) : '');
}
