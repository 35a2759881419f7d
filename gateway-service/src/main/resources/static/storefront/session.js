import { ApiError, call } from './api.js';
import { load, local, save, session as tab } from './store.js';

/** Fires `change` when a shopper signs in or out. */
export const account = new EventTarget();

const ISSUER = '/auth/token';

let current = load(tab, 'session');

export const shopper = () => current?.name;

/** Signs in at the demo issuer, which needs only a name. */
export async function signIn(name) {
	const answer = await call('POST', ISSUER, { json: { subject: name } });
	current = { name, token: answer.access_token, until: Date.now() + (answer.expires_in - 30) * 1000 };
	save(tab, 'session', current);
	save(local, 'name', name);
	account.dispatchEvent(new Event('change'));
}

export function signOut() {
	current = undefined;
	save(tab, 'session', null);
	account.dispatchEvent(new Event('change'));
}

/** Sends a request with the shopper's token. Renews the token once if it has expired or a restarted shop rejects it. */
export async function callAsShopper(method, path, options = {}) {
	if (!current) {
		throw new ApiError(401, { type: 'unauthorized' });
	}
	if (current.until <= Date.now()) {
		await signIn(current.name);
	}
	const request = () => call(method, path,
		{ ...options, headers: { ...options.headers, Authorization: `Bearer ${current.token}` } });
	try {
		return await request();
	}
	catch (error) {
		if (error.status !== 401) {
			throw error;
		}
		await signIn(current.name);
		return await request();
	}
}

const ADJECTIVES = ['calm', 'bright', 'salty', 'sunny', 'brave', 'quiet', 'early', 'merry', 'windy', 'silver'];
const ANIMALS = ['heron', 'otter', 'puffin', 'dolphin', 'limpet', 'seal', 'tern', 'marlin', 'plover', 'cuttlefish'];

const pick = (list) => list[Math.floor(Math.random() * list.length)];

export function suggestedName() {
	return load(local, 'name') ?? `${pick(ADJECTIVES)}-${pick(ANIMALS)}-${10 + Math.floor(Math.random() * 90)}`;
}
