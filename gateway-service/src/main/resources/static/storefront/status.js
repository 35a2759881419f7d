/**
 * Shows a short message and announces it to screen readers. A quiet message is only announced, as the page shows it anyway.
 */

const toast = document.getElementById('toast');
let timer;

export function announce(text, { quiet = false } = {}) {
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
		timer = setTimeout(() => toast.classList.remove('shown'), 4000);
	}, 60);
}
