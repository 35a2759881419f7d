import { ApiError } from './api.js';
import { dialog, fill, header } from './dialogs.js';
import { h } from './dom.js';
import { t } from './i18n.js';
import { shopper, signIn, signOut, suggestedName } from './session.js';
import { announce } from './status.js';

const node = dialog('session', { closed: () => {
	answer?.(Boolean(shopper()));
	answer = undefined;
} });

let answer;
let failure;
let busy = false;

/** Asks for the shopper's name; returns whether a shopper is signed in. */
export function askWho() {
	answer?.(false);
	failure = undefined;
	draw(suggestedName());
	node.showModal();
	node.querySelector('input')?.select();
	return new Promise((resolve) => {
		answer = resolve;
	});
}

function draw(name) {
	if (shopper()) {
		fill(node, header(node, 'session', t('session.hello', { name: shopper() })), h('div', { class: 'dialog-body' },
			h('p', {}, t('session.as', { name: shopper() })),
			h('p', { class: 'actions' }, h('button', { type: 'button', class: 'button button-quiet', onclick: () => {
				signOut();
				node.close();
				announce(t('session.left'));
			} }, t('session.leave')))));
		return;
	}
	const input = h('input', {
		id: 'who', name: 'who', required: true, maxlength: 40, pattern: '\\s*[\\p{L}\\p{N}._@\\-]+(\\s+[\\p{L}\\p{N}._@\\-]+)*\\s*',
		autocomplete: 'username', autocapitalize: 'none', spellcheck: 'false', value: name, 'data-focus': 'who', 'aria-describedby': 'who-hint',
		title: t('session.pattern'),
	});
	fill(node, header(node, 'session', t('session.title')), h('form', {
		class: 'dialog-body', onsubmit: (event) => {
			event.preventDefault();
			enter(input.value.trim().replace(/\s+/g, ' '));
		},
	},
	h('p', {}, t('session.text')),
	h('label', { for: 'who' }, t('session.name')), input,
	h('p', { class: 'muted', id: 'who-hint' }, t('session.hint')),
	failure && h('p', { class: 'failure', role: 'alert' }, failure),
	h('p', { class: 'actions' }, h('button', { class: 'button', 'aria-disabled': busy ? 'true' : undefined, 'data-focus': 'enter' },
		t(busy ? 'loading' : 'session.enter')))));
}

async function enter(name) {
	if (busy) {
		return;
	}
	busy = true;
	failure = undefined;
	draw(name);
	try {
		await signIn(name);
		node.close();
		announce(t('session.hello', { name }));
	}
	catch (error) {
		if (!(error instanceof ApiError)) {
			throw error;
		}
		failure = [401, 403, 404, 405].includes(error.status) ? t('session.none') : error.sentence;
		busy = false;
		draw(name);
		node.querySelector('input').focus();
	}
	finally {
		busy = false;
	}
}
