// Figures as the tables write them: 84 ms, 1.42 s, 23,412.
const absent = (value) => value === null || value === undefined || Number.isNaN(value);

function number(value, digits = 0) {
  return absent(value) ? '–' : value.toLocaleString('en-US', { maximumFractionDigits: digits });
}

function duration(seconds) {
  if (absent(seconds)) {
    return '–';
  }
  if (seconds < 0.9995) {
    return number(seconds * 1000, seconds < 0.00995 ? 1 : 0) + ' ms';
  }
  return seconds.toFixed(seconds < 9.995 ? 2 : 1) + ' s';
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
