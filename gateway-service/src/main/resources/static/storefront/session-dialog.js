import { ApiError } from './api.js';
import { dialog, fill, header } from './dialogs.js';
import { h } from './dom.js';
import { t } from './i18n.js';
import { shopper, signIn, signOut } from './session.js';

const node = dialog('session');

let leaving = false;

/** Shows who is shopping, or goes to the provider to ask. `then` says where to go on after that. */
export async function askWho(then) {
	if (shopper()) {
		draw(t('session.hello', { name: shopper() }), h('p', {}, t('session.as', { name: shopper() })),
			h('p', { class: 'actions' }, h('button', { type: 'button', class: 'button button-quiet', onclick: leave }, t('session.leave'))));
		node.showModal();
		return;
	}
	if (leaving) {
		return;
	}
	leaving = true;
	try {
		await signIn({ then });
	}
	catch (error) {
		explain(error);
	}
	finally {
		leaving = false;
	}
}

async function leave() {
	node.close();
	try {
		await signOut();
	}
	catch (error) {
		explain(error);
	}
}

/** Says why nobody could sign in or out. */
export function explain(error) {
	if (!(error instanceof ApiError)) {
		throw error;
	}
	draw(t('session.enter'), h('p', { class: 'failure', role: 'alert' },
		sentence(error)));
	node.showModal();
}

/** Errors of a provider have no type (RFC 6749, 5.2). */
function sentence(error) {
	if (error.status === 404) {
		return t('session.none');
	}
	return error.status === 0 || error.slug ? error.sentence : t('problem.sign-in-failed');
}

function draw(title, ...content) {
	fill(node, header(node, 'session', title), h('div', { class: 'dialog-body' }, content));
}
