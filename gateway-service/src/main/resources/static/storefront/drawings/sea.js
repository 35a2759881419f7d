import { svg } from '../dom.js';
import { dot, path, rect, ripple, star, turned } from './shapes.js';

export function notebook(shape) {
	return [svg('g', { transform: `rotate(${[-6, 5, -3][shape]} 120 104)` }, rect('paper', 86, 52, 76, 98, 5), rect('main', 80, 50, 76, 98, 5), rect('deep', 80, 50, 12, 98, 4), rect('paper', 104, 68, 40, 24, 3), path('line-deep', 'M110 77h28M110 84h18'),
		shape === 1 ? rect('spark', 142, 50, 5, 98) : path('line-soft', 'M104 118q8-8 16 0t16 0')), svg('g', { transform: 'rotate(28 176 110)' }, rect('spark', 172, 66, 9, 66), path('paper', 'M172 132h9l-4.5 13z'), rect('deep', 172, 60, 9, 8, 2))];
}

export function book(shape) {
	const tones = ['main', 'deep', 'soft', 'main'];
	return [0, 1, 2].map((row) => [rect(tones[row + (shape % 2)], 72 + row * (shape ? -3 : 6), 126 - row * 25, 92, 24, 3), rect('paper', 78 + row * (shape ? -3 : 6), 130 - row * 25, 82, 16, 2), rect(tones[row + (shape % 2)], 72 + row * (shape ? -3 : 6), 126 - row * 25, 26, 24, 3)])
		.concat([path('spark', 'M146 68h10v22l-5-5-5 5z')]);
}

export function boat(shape) {
	return [path('line-deep', 'M120 40v84'), path('paper', 'M116 46v70H72q34-24 44-70z'), path(shape === 1 ? 'soft' : 'spark', 'M124 56v60h40q-30-16-40-60z'), path('main', 'M62 122h116q-8 28-30 28H92q-22 0-30-28z'), path('line-paper', 'M78 134h84'),
		shape === 2 && [dot('paper', 104, 142, 4), dot('paper', 120, 142, 4), dot('paper', 136, 142, 4)]];
}

export function shell(shape) {
	const rays = [-40, -20, 0, 20, 40].map((lean) => path('line-deep', `M120 146q${lean / 3}-40 ${lean}-${78 - Math.abs(lean) / 2}`));
	return svg('g', { transform: `rotate(${[-8, 8, 0][shape]} 120 120)` }, path('main', 'M120 150q-14 0-14-8-42-20-42-44 0-38 56-38t56 38q0 24-42 44 0 8-14 8z'), path('soft', 'M70 92q6-28 50-28t50 28q-12-18-50-18t-50 18z'), rays);
}

export function cover(shape) {
	const motif = [
		[dot('spark', 122, 82, 13), path('soft', 'M88 98q8-8 17 0t17 0 17 0 17 0v26H88z')],
		[path('paper', 'M122 126q-4-20-2-28-16 2-24-14 16-4 26 6 10-10 26-6-8 16-24 14 2 8-2 28z'), ripple(98, 128, 6, 'line-soft')],
		[path('paper', 'M119 74v34H97q16-12 22-34zM125 80v28h20q-14-8-20-28z'), path('spark', 'M94 113h56q-4 13-15 13h-26q-11 0-15-13z')],
	][shape];
	return turned([-4, 3, 0][shape], rect('paper', 82, 50, 80, 100, 3), rect('main', 78, 46, 80, 100, 4), rect('deep', 78, 46, 10, 100, 3), rect('paper', 98, 58, 50, 4, 2), motif, rect('soft', 104, 134, 38, 3, 1.5));
}

export function lifebuoy() {
	return [svg('circle', { class: 'ring-main', cx: 120, cy: 102, r: 38 }), [0, 90, 180, 270].map((turn) => svg('path', { class: 'ring-paper', d: 'M106 67a38 38 0 0 1 28 0', transform: `rotate(${turn} 120 102)` })), dot('line-soft-hollow', 120, 102, 54)];
}

export function rope() {
	return [[138, 122, 106, 90].map((y, row) => [dot('deep', 120, y + 2, 50 - row * 3, 13), dot(row % 2 ? 'soft' : 'main', 120, y - 2, 50 - row * 3, 13)]), dot('deep', 120, 87, 26, 7), path('handle', 'M160 138q20 8 24 10')];
}

export function fender() {
	return [path('handle-thin', 'M120 66q-12-22 4-34'), path('main', 'M92 94q0-26 28-26t28 26v30q0 26-28 26t-28-26z'), rect('deep', 112, 60, 16, 12, 4), rect('soft', 92, 98, 56, 8), rect('soft', 92, 114, 56, 8), path('shine', 'M100 88q2-8 8-10v60q-8-4-8-12z')];
}

export function knife() {
	return turned(-32, path('soft', 'M58 102h66v18H76q-16 0-18-18z'), rect('main', 118, 96, 66, 26, 10), dot('paper', 134, 109, 4), dot('paper', 166, 109, 4), path('line-deep', 'M184 109h12'));
}

export function gloves() {
	return [0, 1].map((hand) => svg('g', { transform: hand ? 'translate(240 6) scale(-1 1)' : '' }, path('main', 'M66 150v-46l-10-16q-4-10 6-10l10 12V66q0-8 7-8t7 8v18V58q0-8 7-8t7 8v28-22q0-7 7-7t7 7v52q0 20-8 34z'), rect('deep', 64, 136, 44, 14, 4)));
}

export function boots() {
	return [0, 1].map((boot) => svg('g', { transform: `translate(${boot * 42 - 30} 0)` }, path('main', 'M92 62h34v56q26 4 30 24v2H92z'), rect('deep', 92, 140, 66, 10, 4), rect('soft', 90, 60, 38, 12, 3)));
}

export function drybag() {
	return [path('main', 'M86 76h68l4 66q0 8-8 8H90q-8 0-8-8z'), rect('deep', 86, 62, 68, 16, 6), path('handle-thin', 'M88 64q32-34 64 0'), rect('spark', 112, 58, 16, 10, 3), rect('soft', 84, 112, 72, 10), ripple(100, 98, 5, 'line-paper')];
}

export function torch() {
	return [path('handle', 'M72 104q48-50 96 0'), path('glow', 'M112 118l-52 30V92z'), rect('deep', 92, 92, 56, 44, 12), dot('main', 120, 114, 24), dot('paper', 120, 114, 16), dot('flame', 120, 114, 9)];
}

export function compass() {
	return [dot('deep', 120, 104, 46), dot('main', 120, 100, 46), dot('paper', 120, 100, 35), star('soft', 120, 100, 32), path('spark', 'M120 70l8 30h-16z'), path('deep', 'M120 130l8-30h-16z'), dot('paper', 120, 100, 4)];
}

export function flags() {
	return [path('line-deep', 'M58 58q62 44 124 0'), path('main', 'M66 64l30 14-8 30-28-12z'), path('paper', 'M70 82l22 9-2 8-22-9z'), path('spark', 'M106 80h30v32h-30z'), path('paper', 'M114 88h14v16h-14z'), path('soft', 'M146 78l28-14 8 28-30 14z'), path('deep', 'M156 82l12-6 4 12-13 6z')];
}

export function sextant() {
	return [path('line-main', 'M120 52L72 136M120 52l48 84M120 52l12 92'), path('handle', 'M70 132q50 30 100 0'), rect('deep', 84, 74, 40, 11, 5), dot('spark', 120, 52, 7), path('line-soft', 'M96 96h48'), rect('deep', 128, 138, 14, 12, 3)];
}

export function whistle() {
	return turned(-14, rect('main', 72, 94, 84, 12, 6), dot('main', 158, 106, 16), dot('paper', 158, 106, 5), path('deep', 'M86 106h64v6q-34 8-64-4z'), path('handle-thin', 'M98 94q0-30 24-34'));
}

export function jacket() {
	return [path('main', 'M96 54l-32 18-10 62 16 4 12-42v54h76V96l12 42 16-4-10-62-32-18q-6 12-24 12t-24-12z'), path('deep', 'M96 54q10-16 24-16t24 16q-6 12-24 12t-24-12z'), path('line-paper', 'M120 66v84'), rect('deep', 90, 118, 22, 16, 3), rect('deep', 128, 118, 22, 16, 3)];
}

export function dominoes() {
	const stone = (x, y, turn, ...pips) => svg('g', { transform: `translate(${x} ${y}) rotate(${turn})` }, rect('deep', 2, 3, 36, 68, 6), rect('paper', 0, 0, 36, 68, 6), rect('soft', 5, 33, 26, 2), pips.map(([px, py]) => dot('main', px, py, 3.6)));
	return [stone(78, 80, -10, [10, 10], [26, 24], [18, 17], [18, 51]), stone(126, 74, 12, [10, 10], [26, 24], [10, 44], [26, 44], [10, 58], [26, 58])];
}

export function cards() {
	return [[-22, 'deep', 96], [-4, 'soft', 108], [14, 'paper', 122]].map(([turn, name, x]) => svg('g', { transform: `rotate(${turn} ${x} 150)` }, rect(name, x - 26, 62, 56, 84, 6), name === 'paper' ? [rect('line-main', x - 21, 67, 46, 74, 4), dot('spark', x + 2, 104, 13), star('main', x + 2, 104, 18)] : ''));
}

export function jigsaw() {
	const piece = (name, x, y) => path(name, `M${x} ${y}h14q-4-12 6-12t6 12h14v14q12-4 12 6t-12 6v14H${x}V${y + 26}q10 4 10-6t-10-6z`);
	return [piece('deep', 118, 66), piece('main', 78, 66), piece('spark', 78, 108), piece('soft', 120, 110)];
}

export function kite() {
	return [path('main', 'M120 40l36 42-36 54-36-54z'), path('soft', 'M120 40l36 42h-36z'), path('deep', 'M120 136l-36-54h36z'), path('line-deep', 'M120 136q-20 4-10 12t22-2'), path('spark', 'M100 142l12 2-10 8zM134 142l-10 4 12 6z')];
}

export function letter() {
	return turned(-62, path('glass', 'M104 34h20v26q20 10 20 34v54q0 8-8 8h-44q-8 0-8-8V94q0-24 20-34z'), rect('soft-dark', 106, 22, 16, 18, 3), rect('paper', 98, 88, 32, 56, 6), ripple(102, 104, 3), ripple(102, 118, 3), path('shine', 'M90 96q0-8 4-12v62q-4 0-4-6z'));
}
