import { h, icon } from './dom.js';
import { t } from './i18n.js';

/**
 * Creates an empty modal dialog. The browser's <dialog> keeps the focus inside, closes on Escape and returns the focus.
 */
export function dialog(name, { closed = () => {} } = {}) {
	const node = h('dialog', { class: `dialog ${name}`, 'aria-labelledby': `${name}-title` });
	node.addEventListener('close', closed);
	node.addEventListener('pointerdown', (event) => {
		if (event.target === node) {
			node.close();
		}
	});
	document.body.append(node);
	return node;
}

/** Heading and close button of every dialog. */
export function header(node, name, title) {
	return h('header', { class: 'dialog-head' },
		h('h2', { id: `${name}-title`, tabindex: '-1', dir: 'auto' }, title),
		h('button', { type: 'button', class: 'icon-button', 'aria-label': t('close'), onclick: () => node.close() },
			icon('close')));
}

/** Shows new content and keeps the focus on the control with the same `data-focus` name. */
export function fill(node, ...content) {
	const focused = document.activeElement?.closest?.('[data-focus]')?.dataset.focus;
	const toast = node.querySelector(':scope > .toast');
	const within = node.contains(document.activeElement);
	node.replaceChildren(...content.flat().filter(Boolean), ...(toast ? [toast] : []));
	if (node.open && within) {
		(node.querySelector(`[data-focus="${CSS.escape(focused ?? '')}"]:not(:disabled)`) ?? node.querySelector('h2'))?.focus();
	}
}
