/** One short message for the eye and for screen readers; a quiet one only for the latter, where the eye sees it anyway. */

const toast = document.getElementById('toast');
let timer;

export function announce(text, { quiet = false } = {}) {
	// All but the open dialog is inert, live regions included: so the message goes where the reader is.
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
