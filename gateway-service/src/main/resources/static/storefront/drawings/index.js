import * as food from './food.js';
import * as house from './house.js';
import * as sea from './sea.js';

/** Every drawing by its name: a function of a shape 0, 1 or 2, which answers the parts. */
export const DRAWINGS = { ...food, ...house, ...sea };
