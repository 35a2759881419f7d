import { ApiError, call } from './api.js';
import { sha256 } from './sha256.js';
import { load, save, session as tab } from './store.js';

/** Fires `change` when a shopper signs in or out. */
export const account = new EventTarget();

const SKEW = 30_000; // ms before its end from which on a token is not sent any more
const LONGEST_TIMER = 2 ** 31 - 1; // ms
const DISCOVERY = 1_500; // ms; a page that is reloaded waits no longer for a provider that is away

/** {name, id, token, until, refresh, idToken}. Tokens are never stored: they end with the page. */
let current;

let timer;

export const shopper = () => current?.name;

/** Tells one account from every other, also of another issuer. */
export const shopperId = () => current?.id;

const redirectUri = () => `${location.origin}/`;

const base64url = (bytes) => btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));

let known;

/** The provider's metadata. What the shop does not say itself is asked of the issuer (OpenID Connect Discovery). */
async function provider(timeout) {
	if (!known) {
		const named = await call('GET', '/auth/provider', { timeout });
		const found = named.token_endpoint ? named : { ...named, ...await discovered(named, timeout) };
		known = found;
	}
	return known;
}

async function discovered({ issuer }, timeout) {
	const metadata = await call('GET', `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, { timeout });
	if (metadata?.issuer !== issuer) {
		throw new ApiError(502, { type: 'sign-in-failed' });
	}
	const { authorization_endpoint, token_endpoint, end_session_endpoint } = metadata;
	return { authorization_endpoint, token_endpoint, end_session_endpoint };
}

/**
 * Leaves the page for the provider's. Answers only if that fails, with an ApiError. `then` is given back when the
 * visitor returns. With `silent`, the provider shows nothing: it says at once whether somebody is signed in there.
 */
export async function signIn({ then, silent = false } = {}) {
	const { authorization_endpoint, client_id, scope } = await provider(silent ? DISCOVERY : undefined);
	const pending = { state: random(), nonce: random(), verifier: random(), then, to: location.pathname + location.search };
	save(tab, 'sign-in', pending);
	const query = new URLSearchParams({
		response_type: 'code', client_id, scope, redirect_uri: redirectUri(), state: pending.state, nonce: pending.nonce,
		code_challenge: base64url(await sha256(pending.verifier)), code_challenge_method: 'S256',
		...(silent ? { prompt: 'none' } : {}),
	});
	const target = `${authorization_endpoint}${authorization_endpoint.includes('?') ? '&' : '?'}${query}`;
	silent ? location.replace(target) : location.assign(target);
	return new Promise(() => {});
}

/** What the provider said in the address of this page: taken out of the address before anything else sees it. */
const returned = (() => {
	const query = new URLSearchParams(location.search);
	const pending = load(tab, 'sign-in');
	if (!query.has('state') || !(query.has('code') || query.has('error'))) {
		return undefined;
	}
	save(tab, 'sign-in', null);
	history.replaceState(null, '', typeof pending?.to === 'string' && /^\/(?!\/)/.test(pending.to) ? pending.to : '/');
	return { pending, state: query.get('state'), code: query.get('code'), error: query.get('error'), iss: query.get('iss') };
})();

/**
 * Goes on where the visitor left: finishes a sign-in, or asks the provider whether the visitor of a page that was
 * reloaded is still signed in. Answers what was given to `signIn` as `then`. An ApiError where a sign-in failed.
 */
export async function resume() {
	if (returned) {
		return finish(returned);
	}
	if (load(tab, 'signed-in')) {
		save(tab, 'signed-in', null);
		try {
			await signIn({ silent: true });
		}
		catch (error) {
			if (!(error instanceof ApiError)) {
				throw error;
			}
			// The provider is away: the shop goes on without an account.
		}
	}
	return undefined;
}

async function finish({ pending, state, code, error, iss }) {
	// The four answers to prompt=none of OpenID Connect Core 3.1.2.6.
	if (['login_required', 'interaction_required', 'consent_required', 'account_selection_required'].includes(error)) {
		return undefined;
	}
	// A state that is not this tab's: somebody else began this sign-in, so its code is not used.
	if (!pending || state !== pending.state || !code) {
		throw new ApiError(401, { type: 'sign-in-failed' });
	}
	const { issuer } = await provider();
	if (iss && iss !== issuer) {
		throw new ApiError(401, { type: 'sign-in-failed' });
	}
	const answer = await exchange({ grant_type: 'authorization_code', code, redirect_uri: redirectUri(),
		code_verifier: pending.verifier });
	const claims = await verified(answer.id_token, pending.nonce);
	begin(answer, { id: JSON.stringify([claims.iss, claims.sub]), name: claims.preferred_username ?? claims.name ?? claims.sub });
	return pending.then;
}

async function exchange(parameters) {
	const { token_endpoint, client_id } = await provider();
	return call('POST', token_endpoint, { form: { client_id, ...parameters } });
}

/** The id token came from the provider itself, so its claims are checked and its signature need not be (OpenID Connect Core, 3.1.3.7). */
async function verified(token, nonce) {
	const { issuer, client_id } = await provider();
	let claims;
	try {
		const bytes = Uint8Array.from(atob(token.split('.')[1].replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0));
		claims = JSON.parse(new TextDecoder().decode(bytes));
	}
	catch {
		throw new ApiError(401, { type: 'sign-in-failed' });
	}
	const audiences = [claims.aud].flat();
	const mine = claims.iss === issuer && audiences.includes(client_id) && (audiences.length === 1 || claims.azp === client_id)
		&& claims.nonce === nonce && typeof claims.sub === 'string' && claims.exp * 1000 > Date.now() - 60_000;
	if (!mine) {
		throw new ApiError(401, { type: 'sign-in-failed' });
	}
	return claims;
}

function begin(answer, visitor) {
	const lasts = (answer.expires_in ?? 300) * 1000;
	current = {
		...visitor, token: answer.access_token, until: Date.now() + lasts - Math.min(SKEW, lasts / 2),
		refresh: answer.refresh_token ?? visitor.refresh, idToken: answer.id_token ?? visitor.idToken,
	};
	save(tab, 'signed-in', true);
	clearTimeout(timer);
	timer = setTimeout(() => renew().catch(() => {}), Math.min(current.until - Date.now(), LONGEST_TIMER));
	account.dispatchEvent(new Event('change'));
}

function end() {
	clearTimeout(timer);
	current = undefined;
	save(tab, 'signed-in', null);
	account.dispatchEvent(new Event('change'));
}

let renewal;

/** A new token with the refresh token if the provider gave one. Else the visitor is signed out: an ApiError of 401. */
function renew() {
	renewal ??= renewed().finally(() => {
		renewal = undefined;
	});
	return renewal;
}

async function renewed() {
	const before = current;
	if (!before) {
		throw new ApiError(401, { type: 'unauthorized' });
	}
	try {
		if (!before.refresh) {
			throw new ApiError(401, { type: 'session-ended' });
		}
		const answer = await exchange({ grant_type: 'refresh_token', refresh_token: before.refresh });
		if (current === before) {
			begin(answer, before);
		}
	}
	catch (error) {
		if (error instanceof ApiError && error.passing) {
			throw error;
		}
		if (current === before) {
			end();
		}
		throw new ApiError(401, { type: 'session-ended' });
	}
}

/** Ends the session here and at the provider, whose page leads back. */
export async function signOut() {
	const idToken = current?.idToken;
	end();
	const { end_session_endpoint, client_id } = await provider();
	if (end_session_endpoint) {
		save(tab, 'left', true);
		const query = new URLSearchParams({ client_id, post_logout_redirect_uri: redirectUri(),
			...(idToken ? { id_token_hint: idToken } : {}) });
		location.assign(`${end_session_endpoint}${end_session_endpoint.includes('?') ? '&' : '?'}${query}`);
	}
}

/** Whether the page was left to sign out; once. */
export function hasLeft() {
	const left = Boolean(load(tab, 'left'));
	save(tab, 'left', null);
	return left;
}

/** A request in the shopper's name. A token that ended, or that the shop does not know any more, is renewed once. */
export async function callAsShopper(method, path, options = {}) {
	if (!current) {
		throw new ApiError(401, { type: 'unauthorized' });
	}
	if (current.until <= Date.now()) {
		await renew();
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
		await renew();
		return await request();
	}
}
