import { svg } from '../dom.js';
import { dot, leaf, path, rect, ripple, steam, turned } from './shapes.js';

export function tin(shape) {
	const [x, width, top] = shape ? [78, 84, 86] : [87, 66, 70];
	return [rect('main', x, top, width, 150 - top, 6), rect('deep', x - 3, top - 14, width + 6, 19, 6), rect('paper', x + 10, top + 18, width - 20, 42, 5),
		rect('lid-light', x, top - 10, width, 3, 1.5), leaf(118, top + 52, 8), leaf(120, top + 52, -62), path('line-deep', `M119 ${top + 54}v-14`)];
}

export function bag(shape) {
	const tall = shape ? 60 : 70;
	return [path('main', `M82 ${tall + 8}l6-10h64l6 10v66q0 6-6 6H88q-6 0-6-6z`), path('deep', `M86 ${tall - 14}h68v16l4 8H82l4-8z`),
		rect('paper', 94, tall + 26, 52, 40, 20), bean(110, tall + 46, -24), bean(130, tall + 46, 24), rect('spark', 112, tall - 8, 16, 5, 2.5)];
}

const bean = (x, y, turn) => svg('g', { transform: `translate(${x} ${y}) rotate(${turn})` }, dot('deep', 0, 0, 8, 12), path('line-paper', 'M0-10q5 5 0 10t0 10'));

export function bar(shape) {
	const squares = [0, 1, 2, 3].flatMap((row) => [0, 1].map((column) => rect('soft-dark', 91 + column * 30, 44 + row * 19, 26, 15, 3)));
	return turned([-7, 6, 0][shape], rect('deep', 86, 38, 68, 108, 5), squares, rect('main', 82, 84, 76, 66, 4),
		path('paper', 'M82 84l7-6 7 6 7-6 7 6 7-6 7 6 7-6 7 6 7-6 6 6v4H82z'), rect('paper', 96, 102, 48, 26, 3), path('line-deep', 'M103 116q6-8 12 0t12 0 10 0'));
}

export function jar(shape) {
	const top = [72, 86, 64][shape];
	return [rect('glass', 82, top, 76, 150 - top, 16), path('main', `M86 ${top + 18}q17-8 34 0t34 0v${118 - top}q0 10-12 10H98q-12 0-12-10z`),
		rect('deep', 86, top - 14, 68, 17, 5), rect('lid-light', 90, top - 10, 60, 3, 1.5), rect('paper', 94, top + 30, 52, 30, 4),
		shape === 1 ? [dot('spark', 108, top + 45, 6), dot('spark', 121, top + 45, 6), dot('spark', 134, top + 45, 6)]
			: [path('spark', `M120 ${top + 35}l9 5v10l-9 5-9-5v-10z`)], rect('shine', 90, top + 12, 5, 112 - top, 2.5)];
}

export function bottle(shape) {
	const shoulder = [78, 88, 70][shape];
	return [path('main', `M110 46h20v18q0 6 8 12q10 ${shoulder - 74} 10 20v48q0 8-8 8h-40q-8 0-8-8v-48q0-${94 - shoulder} 10-20q8-6 8-12z`), rect('deep', 108, 34, 24, 16, 4),
		rect('paper', 92, 102, 56, 34, 2), shape === 1 ? path('line-deep', 'M100 122q6-8 12 0t12 0 14 0') : [leaf(114, 130, 0), leaf(118, 126, -60), dot('spark', 128, 126, 5)],
		path('shine', 'M98 92q0-6 4-8v60q-4 0-4-6z')];
}

export function can(shape) {
	const fish = path('paper', 'M92 0q16-17 38 0l14-10q-3 10 0 20l-14-10q-22 17-38 0z');
	if (shape === 1) {
		return [rect('deep', 74, 96, 92, 54, 12), rect('main', 74, 104, 92, 38), svg('g', { transform: 'translate(2 123)' }, fish, dot('deep', 103, -2, 2)), dot('soft', 120, 96, 46, 10),
			dot('line-deep-hollow', 120, 96, 38, 7), dot('deep', 132, 95, 7, 3)];
	}
	return svg('g', { transform: `rotate(${shape ? -5 : 4} 120 112)` }, rect('deep', 60, 80, 120, 70, 24), rect('main', 60, 74, 120, 68, 24), rect('line-soft-hollow', 67, 81, 106, 54, 18),
		svg('g', { transform: 'translate(2 108)' }, fish, dot('deep', 103, -2, 2.5)), path('line-paper', 'M84 126q6-5 12 0t12 0 12 0 12 0 12 0 12 0'));
}

export function cup() {
	return [path('main', 'M84 104h64l-4 34q-2 12-14 12h-28q-12 0-14-12z'), path('handle', 'M148 110q22-2 18 16q-4 12-22 10'),
		dot('deep', 116, 104, 32, 7), dot('soft', 116, 105, 25, 4.5), steam(108, 88)];
}

export function teapot() {
	return [path('main', 'M82 92h66l-5 44q-2 14-15 14h-26q-13 0-15-14z'), path('handle', 'M84 104q-24-2-20 18q3 14 22 12'),
		path('main', 'M146 116q14-2 16-20h12q-2 34-30 34z'), rect('deep', 88, 84, 54, 9, 4), dot('spark', 115, 80, 6),
		leaf(108, 130, 0, 'soft'), leaf(110, 130, -70, 'soft')];
}

export function moka() {
	return [path('deep', 'M92 150l6-42h44l6 42z'), path('main', 'M98 108l-8-42h60l-8 42z'), rect('soft', 96, 103, 48, 9, 3), path('main', 'M90 66l-12-4 8 22z'), path('deep', 'M92 66q28-24 56 0z'), dot('spark', 120, 50, 6),
		path('handle', 'M152 74h18v34')];
}

export function mill() {
	return [rect('main', 86, 106, 68, 44, 5), rect('deep', 80, 98, 80, 11, 4), path('soft', 'M90 98q0-30 30-30t30 30z'), path('line-deep', 'M120 68v-14h40'), dot('spark', 164, 54, 7), rect('soft', 98, 118, 44, 22, 3), dot('deep', 120, 129, 4)];
}

export function sack() {
	return [path('main', 'M84 80q-14 40-4 64 2 6 10 6h60q8 0 10-6 10-24-4-64z'), path('soft', 'M80 80q4-14 14-10t14 0 14 0 14 0 14 0q10-4 10 10-40 12-80 0z'), rect('paper', 98, 102, 44, 32, 4), ripple(104, 118, 4)];
}
