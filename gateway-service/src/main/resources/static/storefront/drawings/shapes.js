import { svg } from '../dom.js';

/**
 * Parts of the drawings. Drawings stand on y = 150 around x = 120; their colours are the style sheet's classes main, deep,
 * soft, paper and spark.
 */

export const path = (name, d) => svg('path', { class: name, d });
export const rect = (name, x, y, width, height, rx = 0) => svg('rect', { class: name, x, y, width, height, rx });
export const dot = (name, cx, cy, r, ry = r) => svg('ellipse', { class: name, cx, cy, rx: r, ry });
export const turned = (degrees, ...parts) => svg('g', { transform: `rotate(${degrees} 120 110)` }, parts);

export const leaf = (x, y, turn, name = 'deep') => svg('path', {
	class: name, d: 'M0 0q4-14 18-16q2 15-18 16z', transform: `translate(${x} ${y}) rotate(${turn})`,
});

export const steam = (x, y) => path('line-soft', `M${x} ${y}q-7-9 0-17t0-17M${x + 16} ${y}q-7-9 0-17t0-17`);

/** A line of waves, the shop's logo on labels. */
export const ripple = (x, y, count, name = 'line-deep') => path(name, `M${x} ${y}q4-6 8 0t8 0${'t8 0'.repeat(count - 2)}`);

/** The sign of the compass. */
export const star = (name, x, y, size) => path(name, `M${x} ${y - size}l${size / 4} ${size * 0.75} ${size * 0.75} ${size / 4}-${size * 0.75} ${size / 4}-${size / 4} ${size * 0.75}-${size / 4}-${size * 0.75}-${size * 0.75}-${size / 4} ${size * 0.75}-${size / 4}z`);
