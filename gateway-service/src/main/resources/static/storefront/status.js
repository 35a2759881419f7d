/** One short message for the eye and for screen readers. */

const toast = document.getElementById('toast');
let timer;

export function announce(text) {
	// All but the open dialog is inert, live regions included: so the message goes where the reader is.
	const host = [...document.querySelectorAll('dialog[open]')].pop() ?? document.body;
	if (toast.parentNode !== host) {
		host.append(toast);
	}
	toast.textContent = '';
	clearTimeout(timer);
	timer = setTimeout(() => {
		toast.textContent = text;
		toast.classList.add('shown');
		timer = setTimeout(() => toast.classList.remove('shown'), 4000);
	}, 60);
}
