/** The address holds the place in the shop: {view, q, category, product}, so that links and the back button work. */
export const place = new EventTarget();

const NAMES = ['view', 'q', 'category', 'product'];

export function here() {
	const query = new URLSearchParams(location.search);
	return Object.fromEntries(NAMES.map((name) => [name, query.get(name) ?? '']));
}

export function address(target) {
	const query = new URLSearchParams();
	for (const name of NAMES) {
		if (target[name]) {
			query.set(name, target[name]);
		}
	}
	return query.size ? `/?${query}` : '/';
}

const told = () => place.dispatchEvent(new Event('change'));

export function go(target, { replace = false } = {}) {
	const url = address(target);
	if (url === location.pathname + location.search) {
		return;
	}
	if (replace) {
		history.replaceState(history.state, '', url);
	}
	else {
		history.pushState({ within: true }, '', url);
	}
	told();
}

/** Leaves a dialog: goes back in the history, or to the page beneath if the visit began in the dialog. */
export function leave(target) {
	if (history.state?.within) {
		history.back();
	}
	else {
		go(target, { replace: true });
	}
}

window.addEventListener('popstate', told);

document.addEventListener('click', (event) => {
	const link = event.target.closest?.('a[data-route]');
	if (!link || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey
			|| event.altKey) {
		return;
	}
	event.preventDefault();
	go(Object.fromEntries(new URL(link.href).searchParams));
});
