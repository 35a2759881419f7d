/** The page on which the demo issuer asks for a name. */
import { translatePage } from './i18n.js';
import { load, local, save } from './store.js';

const ADJECTIVES = ['calm', 'bright', 'salty', 'sunny', 'brave', 'quiet', 'early', 'merry', 'windy', 'silver'];
const ANIMALS = ['heron', 'otter', 'puffin', 'dolphin', 'limpet', 'seal', 'tern', 'marlin', 'plover', 'cuttlefish'];

const pick = (list) => list[Math.floor(Math.random() * list.length)];

const name = document.getElementById('who');

translatePage();
// A visitor may type before this script runs.
if (!name.value) {
	name.value = load(local, 'name') ?? `${pick(ADJECTIVES)}-${pick(ANIMALS)}-${10 + Math.floor(Math.random() * 90)}`;
	name.select();
}
document.querySelector('form').addEventListener('submit', () => {
	name.value = name.value.trim().replace(/\s+/g, ' ');
	save(local, 'name', name.value);
});
