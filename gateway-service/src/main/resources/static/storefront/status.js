/**
 * Shows a short message and announces it to screen readers. A quiet message is only announced, as the page shows it anyway; it
 * waits until no other message is shown.
 */

const toast = document.getElementById('toast');
const SHOWN = 4000; // ms
let timer;
let waiting;
let shownUntil = 0;

export function announce(text, { quiet = false } = {}) {
	clearTimeout(waiting);
	const rest = shownUntil - Date.now();
	if (quiet && rest > 0) {
		waiting = setTimeout(() => announce(text, { quiet }), rest);
		return;
	}
	shownUntil = quiet ? 0 : Date.now() + SHOWN;
	// Everything outside an open dialog is inert, including live regions, so the message goes
	// into the dialog.
	const host = [...document.querySelectorAll('dialog[open]')].pop() ?? document.body;
	if (toast.parentNode !== host) {
		host.append(toast);
	}
	toast.textContent = '';
	toast.classList.remove('shown');
	clearTimeout(timer);
	timer = setTimeout(() => {
		toast.textContent = text;
		toast.classList.toggle('shown', !quiet);
		timer = setTimeout(() => toast.classList.remove('shown'), SHOWN);
	}, 60);
}
